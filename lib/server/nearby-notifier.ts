/**
 * Tells dashboards that a list changed which people see by their network: devices that wait to be claimed, and rejected
 * strangers. Only dashboards in the device's network learn that there is something to see, as only they may list it.
 */
import type { TeamTopic } from '#lib/protocol/messages.ts'
import { Coalescer } from './coalescer.ts'
import { groupsNear } from './pairing/same-network.ts'

export type NearbyTopic = Extract<TeamTopic, 'rejections' | 'waiting'>

/** Sends the topic for every team that people of these groups watch; see viewerGroupOf in same-network.ts. */
export type TellNearby = (groups: ReadonlySet<string>, topic: NearbyTopic) => void

export interface NearbyReceiver {
  /** Absent: it has no dashboards. */
  tellNearby?: TellNearby
}

/** Devices that come and go in a crowd must not make every dashboard load its list in step. */
const DELAY_MS = 250
const GROUPS_MAX = 1_000

export class NearbyNotifier {
  readonly #coalescer: Coalescer

  constructor(topic: NearbyTopic, receivers: readonly NearbyReceiver[]) {
    this.#coalescer = new Coalescer({
      delayMs: DELAY_MS,
      keysMax: GROUPS_MAX,
      flush: (groups) => {
        for (const receiver of receivers) receiver.tellNearby?.(groups, topic)
      },
    })
  }

  /** `address`: where the device is that begins or ceases to be in the list. */
  changed(address: string): void {
    for (const group of groupsNear(address)) this.#coalescer.add(group)
  }

  close(): void {
    this.#coalescer.close()
  }
}
