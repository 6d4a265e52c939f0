/** A team's tokens: the list, and a new one, which is shown this once. */
import { z } from 'zod'
import { issueToken } from '#lib/auth/issue-token.ts'
import { nameField } from '#lib/auth/sign-up-fields.ts'
import { listTokens } from '#lib/db/tokens.ts'
import { AppError } from '#lib/errors.ts'
import { created, defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const GET = defineRoute({
  allow: 'user-or-api',
  run: async ({ teamFor }) => ({ tokens: await listTokens(await teamFor('tokens.read')) }),
})

export const POST = defineRoute({
  allow: 'user',
  input: z.strictObject({
    name: nameField,
    kind: z.enum(['device', 'api', 'host']),
    expiresAtMs: z.int().max(8.64e15).nullish(),
  }),
  run: async ({ caller, input, teamFor, nowMs }) => {
    const teamId = await teamFor('tokens.create')
    const { name, kind, expiresAtMs = null } = input
    if (expiresAtMs !== null && expiresAtMs <= nowMs)
      throw new AppError('invalid-input', 'expiresAtMs: must be in the future')
    const { token, row } = await issueToken({ teamId, kind, name, expiresAtMs, createdById: caller.user.id })
    liveRelay.peek()?.teamChanged(teamId, 'tokens')
    return created({ token, id: row.id, name, kind, last4: row.last4 })
  },
})
