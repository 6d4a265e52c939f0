/**
 * Changes the caller's address: with mail, once the link that is sent to the new one is opened; without, at once. The answer
 * does not say whether the new address has an account, except where there is no mail to ask its owner.
 */
import { z } from 'zod'
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { requestEmailChange } from '#lib/server/auth/change-email.ts'
import { requireProof } from '#lib/server/auth/proof-of-person.ts'
import { emailField } from '#lib/server/auth/sign-up-fields.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { isMailDelayed } from '#lib/server/mail/mail-queue.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const POST = defineRoute({
  allow: 'user',
  input: z.strictObject({ email: emailField, password: z.string().max(1_000).optional() }),
  run: async ({ caller: { user }, input, request, nowMs, audit }) => {
    const origin = noticeOrigin(request)
    await requireProof(user, input.password, origin.address, nowMs)
    const isDelayed = await isMailDelayed()
    const outcome = await requestEmailChange(user, input.email, origin, nowMs)
    const facts = { target: { kind: 'user', id: user.id, name: user.email }, detail: { newEmail: input.email } }
    await audit(outcome === 'sent' ? 'account.email-change-requested' : 'account.email-changed', facts)
    if (outcome === 'changed') for (const team of user.teams) liveRelay.peek()?.teamChanged(team.id, 'members')
    return { outcome, isMailDelayed: isDelayed }
  },
})
