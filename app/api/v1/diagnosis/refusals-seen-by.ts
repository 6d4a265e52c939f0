/** Devices that were not let in lately, as far as they are the team's business, or came from the asker's own network. */
import { ownAddressOf } from '#lib/auth/client-address.ts'
import { isNear } from '#lib/pairing/same-network.ts'
import { liveRelay, type Refusal } from '#lib/relay/live-relay.ts'

const NAMELESS: Refusal['device'] = {
  installationId: '',
  name: '',
  platform: '',
  appName: '',
  appVersion: '',
  sdkVersion: '',
}

export type SeenRefusal = Omit<Refusal, 'teamId' | 'network'>

/** `headers`: null where nobody's network is to be looked at. */
export function refusalsSeenBy(teamId: string, headers: Headers | null): SeenRefusal[] {
  const address = headers && ownAddressOf(headers)
  const refusals = liveRelay.peek()?.refusals(teamId, (network) => address !== null && isNear(address, network)) ?? []
  // What a stranger says of itself could be anything; only that it came, and why it was refused, is told.
  return refusals.map(({ teamId, network: _, device, ...seen }) => ({
    ...seen,
    device: teamId === null ? NAMELESS : device,
  }))
}
