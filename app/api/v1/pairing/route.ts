/** Lists the devices that wait to be claimed on the caller's own network, and those that the caller may continue. */

import { pairingSeenBy } from '#app/_queries/pairing-seen-by.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ caller, teamFor, request }) =>
    pairingSeenBy(request.headers, await teamFor('devices.pair'), caller.user.id),
})
