/** What the captures of the network share: when they look away, how long things took, and that no fault of ours reaches the page. */
import type { LogInput } from '#lib/sdk/logger.ts'
import { isSdkRunning, runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import { type NetworkFacts, networkRecord } from './network-record.ts'

type Described = Pick<NetworkFacts, 'kind' | 'method' | 'url' | 'more'>

/** One request or connection that is on its way. */
export interface Watched {
  more: Record<string, unknown>
  /** Sends the record, the first time it is called. */
  end(read: (described: Described) => Omit<NetworkFacts, 'durationMs'>): void
}

export interface Watch {
  /** Undefined for the SDK's own connections, and once capture has stopped. */
  begin(describe: () => Described): Watched | undefined
  stop(): void
}

export function createWatch(log: (record: LogInput) => void, skip: ((url: string) => boolean) | undefined): Watch {
  let isStopped = false

  const quietly = (work: () => void) => {
    try {
      runAsSdk(work)
    } catch {
      // The page must not hear of it [DV9].
    }
  }

  return {
    begin(describe) {
      if (isStopped || isSdkRunning()) return undefined
      const startedAtMs = performance.now()
      let described: Described | undefined
      quietly(() => {
        const found = describe()
        if (!skip?.(found.url)) described = found
      })
      if (!described) return undefined
      const { more = {}, ...fixed } = described
      let isOver = false
      return {
        more,
        end(read) {
          if (isOver || isStopped) return
          isOver = true
          const durationMs = performance.now() - startedAtMs
          quietly(() => log(networkRecord({ ...read({ ...fixed, more }), durationMs })))
        },
      }
    },
    stop: () => {
      isStopped = true
    },
  }
}
