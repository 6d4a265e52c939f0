/** Recently rejected devices that a team may see: those with one of its tokens, and those on the reader's own network. */
import { ownAddressOf } from '#lib/server/auth/client-address.ts'
import { isNear } from '#lib/server/pairing/same-network.ts'
import { liveRelay, type Refusal } from '#lib/server/relay/live-relay.ts'
import { UNDESCRIBED } from '#lib/server/relay/rejected-devices.ts'

export type SeenRejection = Omit<Refusal, 'teamId' | 'network'>

/** `headers` of the reader's request tell its network; pass null to leave the network out. */
export function rejectionsSeenBy(teamId: string, headers: Headers | null): SeenRejection[] {
  const address = headers && ownAddressOf(headers)
  const rejections = liveRelay.peek()?.refusals(teamId, (network) => address !== null && isNear(address, network)) ?? []
  // A device without a valid token could call itself anything, so the answer says only that it came and why it was rejected.
  return rejections.map(({ teamId, network: _, device, ...seen }) => ({
    ...seen,
    device: teamId === null ? UNDESCRIBED : device,
  }))
}
