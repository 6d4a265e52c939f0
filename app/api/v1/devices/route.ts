/**
 * Lists a team's devices, live ones first and then the most recently seen, each with its live session if it has one. In pages:
 * without `limit` one page holds {@link PAGE_MAX}, which is all devices of most teams.
 */
import { z } from 'zod'
import { normalLabel } from '#lib/protocol/labels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { listDevices } from '#lib/server/db/device-lists.ts'
import { defineRoute, preflight } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

const PAGE_MAX = 500
/** A cursor may hold a name: up to four bytes for each character, in base64url. */
const CURSOR_CHARS_MAX = 1_200

export const GET = defineRoute({
  allow: 'user-or-api',
  isCrossOrigin: true,
  // Unknown parameters are ignored: this route once read none.
  input: z.object({
    q: z.string().max(LIMITS.labelCharsMax).optional(),
    sort: z.enum(['seen', 'name']).optional(),
    platform: z.string().max(LIMITS.labelCharsMax).optional(),
    label: z.string().max(LIMITS.labelCharsMax).optional(),
    live: z.enum(['1', 'true']).optional(),
    cursor: z.string().max(CURSOR_CHARS_MAX).optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).optional(),
  }),
  run: async ({ input, teamFor }) => {
    const teamId = await teamFor('devices.read')
    const { q, sort, platform, label, live, cursor, limit = PAGE_MAX } = input
    const page = await listDevices({
      ...{ teamId, search: q, sort, platform, cursor, pageSize: limit },
      ...(label === undefined ? {} : { label: normalLabel(label) }),
      isLive: live !== undefined,
    })
    const sessionOf = new Map(
      (liveRelay.peek()?.liveSessions(teamId) ?? []).map((session) => [session.deviceId, session.session]),
    )
    return {
      devices: page.devices.map((device) => ({ ...device, liveSessionId: sessionOf.get(device.id) ?? null })),
      nextCursor: page.nextCursor,
    }
  },
})

export const OPTIONS = preflight
