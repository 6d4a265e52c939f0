/** Devices that wait to be claimed in the network of whoever asks; nobody else's. */
import { defineRoute } from '#lib/http/define-route.ts'
import { pairingSeenBy } from './pairing-seen-by.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ teamFor, request }) => {
    await teamFor('devices.pair')
    return pairingSeenBy(request.headers)
  },
})
