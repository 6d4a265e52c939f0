/** The devices that are connected now, as the original relay told them; /api/devices is the same. */
import { defineRoute, preflight } from '#lib/http/define-route.ts'
import { liveDevicesOf } from '../sessions/_parts/live-rows.ts'

export const GET = defineRoute({
  allow: 'user-or-api',
  isCrossOrigin: true,
  run: async ({ caller }) => ({ devices: liveDevicesOf(caller) }),
})

export const OPTIONS = preflight
