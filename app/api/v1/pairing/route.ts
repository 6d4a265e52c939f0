/** Devices that wait to be claimed in the network of whoever asks; nobody else's. */
import { ownAddressOf } from '#lib/auth/client-address.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { livePairing } from '#lib/pairing/live-pairing.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ teamFor, request }) => {
    await teamFor('devices.pair')
    const pairing = livePairing.peek()
    const address = ownAddressOf(request.headers)
    return {
      isOn: pairing !== undefined,
      /** False: the server cannot tell networks apart, and shows none. */
      isNetworkKnown: address !== null,
      devices: address === null ? [] : (pairing?.near(address) ?? []).map(({ address: _, ...device }) => device),
    }
  },
})
