/** Lists the devices that are connected now, in the format of the Dart relay. /api/devices is the same. */

import { liveDevicesOf } from '#app/_queries/live-rows.ts'
import { defineRoute, preflight } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user-or-api',
  isCrossOrigin: true,
  run: async ({ caller }) => ({ devices: liveDevicesOf(caller) }),
})

export const OPTIONS = preflight
