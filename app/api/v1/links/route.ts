/** Lists a team's working share links with their viewer counts, and creates links whose secrets this server never sees. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { findDevice } from '#lib/server/db/devices.ts'
import { findSession } from '#lib/server/db/session-lists.ts'
import { createLinkRow, listLinks, revokeLink } from '#lib/server/db/share-links.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const GET = defineRoute({
  allow: 'user-or-api',
  run: async ({ teamFor, nowMs }) => {
    const teamId = await teamFor('links.read')
    const watchers = liveRelay.peek()?.linkWatchers(teamId)
    const links = await listLinks(teamId, nowMs)
    return { links: links.map((link) => ({ ...link, watchers: watchers?.get(link.id) ?? 0 })) }
  },
})

const opened = z.string().min(1).max(LIMITS.idCharsMax).optional()

export const POST = defineRoute({
  allow: 'user',
  input: z
    .strictObject({
      sessionId: opened,
      deviceId: opened,
      expiresInMs: z.int().min(60_000).max(LIMITS.linkExpiryMaxMs).default(LIMITS.linkExpiryDefaultMs),
      authHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits'),
    })
    .refine((link) => (link.sessionId === undefined) !== (link.deviceId === undefined), 'name a session or a device'),
  run: async ({ caller, input, nowMs, audit }) => {
    const { sessionId = null, deviceId = null, authHash } = input
    const target = sessionId !== null ? await findSession(sessionId) : await findDevice(deviceId ?? '')
    if (!target) throw new AppError('not-found')
    await requireRight(caller, target.teamId, 'links.create')
    const expiresAtMs = nowMs + input.expiresInMs
    const { id: createdById } = caller.user
    const { teamId } = target
    const { id } = await createLinkRow(
      { id: randomId(), teamId, sessionId, deviceId, authHash, createdById, expiresAtMs },
      nowMs,
    )
    // Somebody who was removed meanwhile must not keep what they created at the last moment.
    await requireRight(caller, teamId, 'links.create').catch(async (error) => {
      await revokeLink(id, nowMs)
      throw error
    })
    const name = 'device' in target ? target.device.name : target.name
    const opens = sessionId === null ? 'device' : 'session'
    await audit('link.created', { teamId, target: { kind: 'link', id, name }, detail: { opens, expiresAtMs } })
    liveRelay.peek()?.teamChanged(teamId, 'links')
    return created({ id, expiresAtMs })
  },
})
