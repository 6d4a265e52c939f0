/** Devices that were not let in lately, as far as they are the team's business, or came from the asker's own network. */
import { ownAddressOf } from '#lib/auth/client-address.ts'
import { isNear } from '#lib/pairing/same-network.ts'
import { liveRelay, type Refusal } from '#lib/relay/live-relay.ts'

export type SeenRefusal = Omit<Refusal, 'teamId' | 'network'>

/** `headers`: null where nobody's network is to be looked at. */
export function refusalsSeenBy(teamId: string, headers: Headers | null): SeenRefusal[] {
  const address = headers && ownAddressOf(headers)
  const refusals = liveRelay.peek()?.refusals(teamId, (network) => address !== null && isNear(address, network)) ?? []
  return refusals.map(({ teamId: _, network: __, ...seen }) => seen)
}
