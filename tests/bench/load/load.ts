/** The load process: opens devices and viewers on request, and runs a slice once the server's usage has been read. */
import { answer, collectGarbage } from '#tests/bench/answers.ts'
import { type CrowdOrder, IdleCrowd } from './idle-crowd.ts'
import { type IngestOrder, IngestRun } from './ingest-run.ts'
import { type LatencyArm, type LatencyOrder, LatencyRun } from './latency-run.ts'
import { type LiveOrder, LiveRun } from './live-run.ts'
import { type SlowOrder, SlowRun } from './slow-run.ts'
import { type StreamOrder, StreamRun } from './stream-run.ts'

let stream: StreamRun | null = null
let idle: IdleCrowd | null = null
let latency: LatencyRun | null = null
let slow: SlowRun | null = null
let ingest: IngestRun | null = null
let live: LiveRun | null = null

answer({
  collectGarbage,
  open: async (order: StreamOrder) => {
    stream = new StreamRun(order)
    await stream.open()
  },
  run: () => stream?.run(),
  close: () => {
    stream?.close()
    stream = null
  },
  openIdle: (order: CrowdOrder) => {
    idle ??= new IdleCrowd()
    return idle.add(order)
  },
  closeIdle: () => {
    idle?.close()
    idle = null
  },
  openLatency: async (ports: Record<LatencyArm, number>) => {
    latency = new LatencyRun()
    await latency.open(ports)
  },
  runLatency: (order: LatencyOrder) => latency?.run(order),
  closeLatency: () => latency?.close(),
  openSlow: async (order: SlowOrder) => {
    slow = new SlowRun(order)
    await slow.open()
  },
  prefillSlow: () => slow?.prefill(),
  runSlow: () => slow?.run(),
  closeSlow: () => slow?.close(),
  openIngest: async (order: IngestOrder) => {
    ingest = new IngestRun(order)
    await ingest.open()
  },
  runIngest: () => ingest?.run(),
  closeIngest: () => ingest?.close(),
  openLive: async (order: LiveOrder) => {
    live = new LiveRun()
    await live.open(order)
  },
  runLive: (order: Parameters<LiveRun['run']>[0]) => live?.run(order),
  closeLive: () => live?.close(),
})
