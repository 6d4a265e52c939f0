/** Lists a team's sessions, newest first, in pages; with `?device=`, those of one device. */
import { z } from 'zod'
import { listSessions } from '#lib/server/db/session-lists.ts'
import { defineRoute, preflight } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user-or-api',
  isCrossOrigin: true,
  input: z.strictObject({ device: z.string().max(64).optional(), cursor: z.string().max(100).optional() }),
  run: async ({ input: { device, cursor }, teamFor }) =>
    listSessions({ teamId: await teamFor('sessions.read'), deviceId: device, cursor }),
})

export const OPTIONS = preflight
