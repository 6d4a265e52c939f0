/** Lists a team's tokens, and creates one. Only that answer contains the token. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { SOURCE_KINDS } from '#lib/protocol/source-kinds.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { issueToken } from '#lib/server/auth/issue-token.ts'
import { nameField } from '#lib/server/auth/sign-up-fields.ts'
import { listTokens, revokeToken, sourcesOf } from '#lib/server/db/tokens.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const GET = defineRoute({
  allow: 'user-or-api',
  run: async ({ teamFor }) => ({ tokens: await listTokens(await teamFor('tokens.read')) }),
})

export const POST = defineRoute({
  allow: 'user',
  stepUp: true,
  input: z.strictObject({
    name: nameField,
    kind: z.enum(['device', 'api', 'host']),
    expiresAtMs: z.int().max(8.64e15).nullish(),
    sources: z
      .array(z.enum(SOURCE_KINDS))
      .min(1)
      .max(SOURCE_KINDS.length)
      .nullish()
      .meta({ description: 'Kinds of sources that may use a device token or a host key. Absent or null: all kinds.' }),
  }),
  run: async ({ caller, input, teamFor, nowMs, audit }) => {
    const teamId = await teamFor('tokens.create')
    const { name, kind, expiresAtMs = null, sources: asked = null } = input
    if (expiresAtMs !== null && expiresAtMs <= nowMs)
      throw new AppError('invalid-input', 'expiresAtMs: must be in the future')
    const { token, row } = await issueToken({
      ...{ teamId, kind, name, expiresAtMs, createdById: caller.user.id },
      sources: asked,
    })
    const sources = sourcesOf(row)
    // Somebody who was removed meanwhile must not keep what they created at the last moment.
    await requireRight(caller, teamId, 'tokens.create').catch(async (error) => {
      await revokeToken(row.id, nowMs)
      throw error
    })
    await audit('token.created', {
      teamId,
      target: { kind: 'token', id: row.id, name },
      detail: { kind, expiresAtMs, ...(sources ? { sources: sources.join(', ') } : {}) },
    })
    liveRelay.peek()?.teamChanged(teamId, 'tokens')
    return created({ token, id: row.id, name, kind, last4: row.last4, sources })
  },
})
