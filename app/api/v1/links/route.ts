/** A team's share links: the open ones with who watches, and a new one whose secret this server never sees. */
import { z } from 'zod'
import { requireRight } from '#lib/auth/caller.ts'
import { findDevice } from '#lib/db/devices.ts'
import { findSession } from '#lib/db/session-lists.ts'
import { createLinkRow, listLinks } from '#lib/db/share-links.ts'
import { AppError } from '#lib/errors.ts'
import { created, defineRoute } from '#lib/http/define-route.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

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
  run: async ({ caller, input, nowMs }) => {
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
    liveRelay.peek()?.teamChanged(teamId, 'links')
    return created({ id, expiresAtMs })
  },
})
