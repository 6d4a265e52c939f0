/** Who waits to be claimed, as far as whoever sent these headers may see: those in their own network. */
import { ownAddressOf } from '#lib/auth/client-address.ts'
import { livePairing } from '#lib/pairing/live-pairing.ts'
import type { WaitingDevice } from '#lib/pairing/waiting-pen.ts'

export interface SeenPairing {
  isOn: boolean
  /** False: the server cannot tell networks apart, and shows none. */
  isNetworkKnown: boolean
  devices: Omit<WaitingDevice, 'address'>[]
}

export function pairingSeenBy(headers: Headers): SeenPairing {
  const pairing = livePairing.peek()
  const address = ownAddressOf(headers)
  const near = address === null ? [] : (pairing?.near(address) ?? [])
  return {
    isOn: pairing !== undefined,
    isNetworkKnown: address !== null,
    devices: near.map(({ address: _, ...device }) => device),
  }
}
