/** Opens a one-time link that confirms an address. The page posts it when the person presses a button, not when it loads. */
import { z } from 'zod'
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import type { AuditFacts } from '#lib/server/audit/audit.ts'
import { confirmNewEmail, confirmOwnEmail } from '#lib/server/auth/change-email.ts'
import { openOneTimeLink } from '#lib/server/auth/one-time-link.ts'
import { confirmSignUp } from '#lib/server/auth/pending-sign-up.ts'
import { takeResetAttempt } from '#lib/server/auth/reset-limiter.ts'
import { teamsOfUser } from '#lib/server/db/teams.ts'
import type { User } from '#lib/server/db/users.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const POST = defineRoute({
  allow: 'public',
  input: z.strictObject({
    secret: z.string().min(1).max(200),
    password: z
      .string()
      .max(1_000)
      .optional()
      .meta({ description: 'Of a new account: the password that was chosen at sign-up.' }),
  }),
  run: async ({ input, request, nowMs, audit }) => {
    const link = await openOneTimeLink(input.secret, ['verify_email', 'change_email', 'sign_up'], nowMs)
    if (link.kind === 'verify_email') {
      await audit('account.email-verified', factsOf(await confirmOwnEmail(link, nowMs)))
      return { outcome: 'verified', email: link.email }
    }
    if (link.kind === 'sign_up') {
      if (input.password === undefined) return { outcome: 'password-needed', email: link.email }
      // Each try costs a password hash, and a person with the link could try for a day.
      const { address, isShared } = noticeOrigin(request)
      if (!isShared) await takeResetAttempt(address)
      const { user, isByInvite } = await confirmSignUp(link, input.password, nowMs)
      await audit('account.created', factsOf(user, { method: 'password', isByInvite }))
      if (isByInvite) await tellTeamsOf(user.id)
      return { outcome: 'created', email: link.email }
    }
    const user = await confirmNewEmail(link, noticeOrigin(request), nowMs)
    await audit('account.email-changed', factsOf(user, { newEmail: link.email }))
    await tellTeamsOf(user.id)
    return { outcome: 'changed', email: link.email }
  },
})

async function tellTeamsOf(userId: string): Promise<void> {
  for (const team of await teamsOfUser(userId)) liveRelay.peek()?.teamChanged(team.id, 'members')
}

function factsOf({ id, email: name }: User, detail: NonNullable<AuditFacts['detail']> = {}): AuditFacts {
  return { target: { kind: 'user', id, name }, detail }
}
