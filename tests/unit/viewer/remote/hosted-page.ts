/** A page and a host whose messages wait until a test passes them on, over a store that the test fills. */
import type { LiveSnapshot, LiveSource } from '#lib/viewer/live-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'
import { LiveHost } from '#lib/viewer/remote/live-host.ts'
import type { ToHost, ToPage } from '#lib/viewer/remote/messages.ts'
import { type Host, RemoteLiveSource, type RemoteLiveSourceOptions } from '#lib/viewer/remote/remote-live-source.ts'

export const SNAPSHOT: LiveSnapshot = {
  connection: { state: 'live', error: null, retryAtMs: null },
  isJoined: true,
  session: null,
  refusal: null,
  watchers: [],
  expiresAtMs: null,
  path: 'relay',
}

export interface HostedPage {
  source: RemoteLiveSource
  /** The store of the host that runs. */
  store: () => LogStore
  /** What waits; `pass` lets one of them happen. */
  waiting: () => number
  pass: (pick: number) => void
  /** Lets everything happen until nothing waits. */
  settle: () => Promise<void>
  sentToPage: ToPage[]
  starts: { worker: number; here: number }
  /** The groups that hosts were opened with, or that were set later. */
  groups: (readonly string[] | null)[]
  /** The host no longer answers. */
  hang: () => void
  failStart: () => void
}

export function hostedPage(options: Partial<RemoteLiveSourceOptions> = {}): HostedPage {
  /** One lane for each direction and each kind of task: within a lane the order stays. */
  const lanes: Record<'toHost' | 'toPage' | 'frames' | 'deferred', (() => void)[]> = {
    toHost: [],
    toPage: [],
    frames: [],
    deferred: [],
  }
  const sentToPage: ToPage[] = []
  const starts = { worker: 0, here: 0 }
  const groups: (readonly string[] | null)[] = []
  let store: LogStore
  let isHanging = false
  let fail = () => {}

  function start(isWorker: boolean): Host {
    let toHost: (message: ToHost) => void = () => {}
    let toPage: (message: ToPage) => void = () => {}
    let isStopped = false
    const mine = (run: () => void) => () => isStopped || isHanging || run()
    const host = new LiveHost({
      port: {
        post: (message) => {
          const copy = structuredClone(message)
          sentToPage.push(copy)
          lanes.toPage.push(() => isStopped || toPage(copy))
        },
        listen: (listener) => {
          toHost = listener
        },
      },
      defer: (run) => lanes.deferred.push(mine(run)),
      later: (run) => {
        let isForgotten = false
        lanes.deferred.push(mine(() => isForgotten || run()))
        return () => {
          isForgotten = true
        }
      },
      openSource: ({ schedule, group = null, store: storeOptions }) => {
        groups.push(group)
        store = new LogStore({ schedule, ...storeOptions, now: () => 0 })
        const source: LiveSource = {
          log: store,
          subscribe: () => () => {},
          snapshot: () => SNAPSHOT,
          reload: () => store.reset(),
          retryNow: () => {},
          setGroup: (devices) => void groups.push(devices),
          close: () => {},
        }
        return source as LiveSource & { log: LogStore }
      },
    })
    return {
      isWorker,
      port: {
        post: (message) => {
          const copy = structuredClone(message)
          lanes.toHost.push(mine(() => toHost(copy)))
        },
        listen: (listener) => {
          toPage = listener
        },
      },
      stop: () => {
        isStopped = true
        isHanging = false
        host.close()
      },
    }
  }

  const source = new RemoteLiveSource({
    server: 'http://localhost',
    target: null,
    hello: async () => ({ version: 1 }) as never,
    schedule: (run) => lanes.frames.push(run),
    peerConnection: null,
    startWorker: (failed) => {
      starts.worker++
      fail = failed
      return start(true)
    },
    startHere: async () => {
      starts.here++
      return start(false)
    },
    ...options,
  })
  const busy = () => Object.values(lanes).filter((lane) => lane.length > 0)
  return {
    source,
    store: () => store,
    waiting: () => busy().length,
    pass: (pick) => {
      const some = busy()
      some[pick % Math.max(1, some.length)]?.shift()?.()
    },
    settle: async () => {
      for (let rounds = 0; rounds < 10_000; rounds++) {
        await Promise.resolve()
        const lane = busy()[0]
        if (!lane) return
        lane.shift()?.()
      }
      throw new Error('it never rests')
    },
    sentToPage,
    starts,
    groups,
    hang: () => {
      isHanging = true
    },
    failStart: () => fail(),
  }
}
