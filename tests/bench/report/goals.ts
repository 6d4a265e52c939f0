/**
 * The goals, each with its measurement. A goal is met when the worse end of the interval meets it, missed when the better end
 * does not, and open in between. It is too noisy when the A/A control shows that the machine varied too much.
 */
import * as arms from '#tests/bench/arms.ts'
import type { Latencies } from '#tests/bench/load/histogram.ts'
import { SLOW_VIEWERS } from '#tests/bench/sections/slow-viewer.ts'
import { CROWDS } from '#tests/bench/sections/strangers.ts'
import { howToInstall, isProgram } from '#tests/bench/servers/programs.ts'
import { faultsOf } from '#tests/bench/slice.ts'
import { differenceOf, type Estimate, estimateOf, median, ratioOf } from '#tests/bench/statistics.ts'
import { controlOf, costRatio, show, slicesOf } from './cost-table.ts'
import type { Measurements } from './measurements.ts'

export type Verdict = 'yes' | 'no' | 'open' | 'too noisy' | 'void' | ''

export interface Goal {
  what: string
  target: string
  measured: string
  met: Verdict
}

const KB = 1000
const KiB = 1024
const MiB = 1024 * 1024

export function goalsOf(run: Measurements): Goal[] {
  return [
    ...costGoals(run),
    ...logIoGoal(run),
    ...latencyGoals(run),
    dropGoal(run),
    ...slowGoals(run),
    ...strangerGoals(run),
    ...memoryGoals(run),
    ...batchGoals(run),
    ...nodeGoals(run),
    {
      what: 'viewer with 1,000,000 records: tab growth, frames, filter and search',
      target: '≤ 260 MB; p95 ≤ 16.7 ms; ≤ 100 ms; ≤ 500 ms',
      measured: 'needs a browser: measured with the viewer, not here',
      met: '',
    },
    ...startGoals(run),
  ]
}

function judge(estimate: Estimate, target: number, isAtMost: boolean, noise = 1): Verdict {
  const [better, worse] = isAtMost ? [estimate.low, estimate.high] : [estimate.high, estimate.low]
  const meets = (value: number) => (isAtMost ? value <= target : value >= target)
  // The true value may be as far from this one as the same server was from itself.
  const isSafe = meets(isAtMost ? worse * noise : worse / noise) === meets(isAtMost ? better / noise : better * noise)
  if (noise > 1 && !isSafe) return 'too noisy'
  if (meets(worse)) return 'yes'
  return meets(better) ? 'open' : 'no'
}

const interval = ({ median, low, high }: Estimate, unit: string) =>
  `${show(median)}${unit} (${show(low)}–${show(high)})`

function costGoals({ cost }: Measurements): Goal[] {
  if (!cost || cost.length === 0) return []
  const noise = noiseOf(cost)
  const isVoid = slicesOf(cost, arms.RELAY.name).some((slice) => faultsOf(slice) > 0)
  const goal = (what: string, peer: arms.Arm, target: number, isAtMost: boolean, sign = isAtMost ? '≤' : '≥'): Goal => {
    const ours = arms.RELAY.name
    const ratio = isAtMost ? costRatio(cost, ours, peer.name) : costRatio(cost, peer.name, ours)
    const shown = { what, target: `${sign} ${target}×${isAtMost ? '' : ' less'}` }
    if (!ratio)
      return {
        ...shown,
        measured: isProgram(peer.server) ? `not installed: \`${howToInstall(peer.server)}\`` : 'not measured',
        met: '',
      }
    return { ...shown, measured: interval(ratio, '×'), met: isVoid ? 'void' : judge(ratio, target, isAtMost, noise) }
  }
  return [
    goal('relay end to end against raw `ws` broadcast, same batches', arms.WS, 1.3, true),
    goal('the same against the raw socket floor', arms.NET, 1.5, true),
    goal('Socket.IO as people use it, one emit per record', arms.SOCKETIO_RECORD, 25, false),
    goal('`ws`, one message per record', arms.WS_RECORD, 20, false),
    goal('nats-server, one message per record', arms.NATS_RECORD, 1.2, false),
    goal('nats-server, same batches', arms.NATS, 1.5, true),
    goal('redis-server pub/sub, one message per record', arms.REDIS_RECORD, 2, false),
    goal('redis-server pub/sub, same batches', arms.REDIS, 2, true),
    goal('mosquitto QoS 0, one message per record', arms.MOSQUITTO, 3, false),
    compression(cost),
  ]
}

function compression(cost: NonNullable<Measurements['cost']>): Goal {
  const ratio = costRatio(cost, arms.RELAY.name, arms.RELAY_DEFLATED.name)
  const [slice] = slicesOf(cost, arms.RELAY_DEFLATED.name)
  const smaller = slice ? slice.result.plainBytesPerRecord / slice.result.bytesPerRecord : Number.NaN
  return {
    what: 'batches that the device compressed',
    target: 'cost less',
    measured: ratio ? `${interval(ratio, '× less')}; ${show(smaller)}× fewer bytes` : 'not measured',
    met: ratio ? judge(ratio, 1, false) : '',
  }
}

function logIoGoal({ logIo, cost }: Measurements): Goal[] {
  const row = { what: 'log.io, same records', target: '≥ 50× less; it loses some, we none' }
  if (typeof logIo === 'string') return [{ ...row, measured: logIo, met: '' }]
  const ratio = cost && costRatio(cost, arms.LOG_IO.name, arms.RELAY.name)
  if (!cost || !ratio) return [{ ...row, measured: '`npm run bench -- --with log.io`', met: '' }]
  const slices = slicesOf(cost, arms.LOG_IO.name)
  const sum = (pick: (slice: (typeof slices)[number]) => number) =>
    slices.reduce((total, slice) => total + pick(slice), 0)
  const lost = sum(({ result }) => result.lost) / sum(({ result }) => result.delivered + result.lost)
  const measured = `${interval(ratio, '×')}; it lost ${show(lost * 100)} %`
  return [{ ...row, measured, met: judge(ratio, 50, false, noiseOf(cost)) }]
}

/** How far the same server was from itself; 1 when the machine was quiet. */
function noiseOf(cost: NonNullable<Measurements['cost']>): number {
  const control = controlOf(cost)
  return !control || control.isQuiet ? 1 : Math.max(control.high, 1 / control.low)
}

function latencyGoals({ latency }: Measurements): Goal[] {
  if (!latency) return []
  const of = (arm: string, pick: (latencies: Latencies) => number) =>
    latency.filter((slice) => slice.arm === arm).map((slice) => pick(slice.latencies))
  const added = (pick: (latencies: Latencies) => number) => differenceOf(of('relay', pick), of('ws', pick))
  const [p50, p99] = [added(({ p50Ms }) => p50Ms), added(({ p99Ms }) => p99Ms)]
  const isVoid = latency.some((slice) => slice.arm === 'relay' && slice.lost + slice.repeated + slice.damaged > 0)
  const what = 'latency added over raw `ws` at 100 records/s'
  return [
    {
      what: `${what}, p50`,
      target: '≤ 2 ms',
      measured: interval(p50, ' ms'),
      met: isVoid ? 'void' : judge(p50, 2, true),
    },
    {
      what: `${what}, p99`,
      target: '≤ 10 ms',
      measured: interval(p99, ' ms'),
      met: isVoid ? 'void' : judge(p99, 10, true),
    },
  ]
}

function dropGoal({ drop }: Measurements): Goal {
  const row = { what: 'device reset every 2 s for 60 s at 500 records/s', target: '100 %, none twice' }
  const resets = drop?.results.filter(({ reset }) => reset === 'device') ?? []
  const [ours, ...others] = resets
  if (!drop || !ours) return { ...row, measured: '`npm run bench:drop`', met: '' }
  const share = ({ arm, delivered, sent }: typeof ours) => `${arm} ${((delivered / sent) * 100).toFixed(1)} %`
  const isWhole = ours.delivered === ours.sent && ours.repeated + ours.reordered === 0
  const measured = `${share(ours)}, ${ours.repeated} twice; ${others.map(share).join(', ')}`
  return { ...row, measured, met: isWhole ? (drop.seconds >= 60 ? 'yes' : 'open') : 'no' }
}

function slowGoals({ slow }: Measurements): Goal[] {
  if (!slow) return []
  const [without, withSlow] = [slow.filter((slice) => slice.slow === 0), slow.filter((slice) => slice.slow > 0)]
  const grown = estimateOf(withSlow.map((slice) => slice.grownBytes / SLOW_VIEWERS / MiB))
  const p99 = ratioOf(
    withSlow.map((slice) => slice.latencies.p99Ms),
    without.map((slice) => slice.latencies.p99Ms),
  )
  const isVoid = slow.some((slice) => slice.lost + slice.repeated + slice.damaged > 0)
  const hasBitten = withSlow.every((slice) => slice.lagging === SLOW_VIEWERS)
  const met = (verdict: Verdict): Verdict => (isVoid || !hasBitten ? 'void' : verdict)
  return [
    {
      what: 'viewer that stops reading: relay memory',
      target: '≤ 1 MiB each',
      measured: interval(grown, ' MiB'),
      met: met(judge(grown, 1, true)),
    },
    {
      what: `${SLOW_VIEWERS} of them: the other viewers’ p99`,
      target: '≤ 1.2×',
      measured: interval(p99, '×'),
      met: met(judge(p99, 1.2, true)),
    },
  ]
}

function strangerGoals({ strangers }: Measurements): Goal[] {
  if (!strangers) return []
  const target = 'live p99 ≤ 2× calm; no page fails'
  if (typeof strangers === 'string') return [{ what: 'strangers', target, measured: strangers, met: '' }]
  const calm = strangers.filter(({ connections }) => connections === 0)
  return CROWDS.map((crowd) => {
    const of = strangers.filter(
      (slice) => slice.connections === crowd.connections && slice.hasOwnAddresses === crowd.hasOwnAddresses,
    )
    const p99 = (slices: typeof of) => slices.map(({ live }) => live.latencies.p99Ms)
    const ratio = ratioOf(p99(of), p99(calm))
    const failed = of.reduce((sum, { pagesFailed }) => sum + pagesFailed, 0)
    const isVoid = of.some(({ live }) => live.lost + live.repeated + live.damaged > 0)
    const met = failed > 0 ? 'no' : judge(ratio, 2, true)
    return {
      what: `${crowd.connections} strangers, ${crowd.hasOwnAddresses ? 'each with an address' : 'all on one address'}`,
      target,
      measured: `${interval(ratio, '×')}; ${failed} failed`,
      met: isVoid ? 'void' : met,
    }
  })
}

function memoryGoals({ memory }: Measurements): Goal[] {
  return (memory ?? []).map(({ kind, bytesPerConnection }) => {
    const measured = `${show(bytesPerConnection / KB)} KB`
    if (kind === 'ws')
      return { what: 'idle connection of raw `ws`', target: 'for comparison', measured, met: '' as const }
    return {
      what: `idle ${kind} connection`,
      target: '≤ 40 KB',
      measured,
      met: bytesPerConnection <= 40 * KB ? 'yes' : 'no',
    }
  })
}

function batchGoals({ batches }: Measurements): Goal[] {
  if (!batches) return []
  const goal = (what: string, target: string, ratio: Estimate | null, verdict: (ratio: Estimate) => Verdict): Goal[] =>
    ratio ? [{ what, target, measured: interval(ratio, '×'), met: verdict(ratio) }] : []
  const ratio = (ours: arms.Arm, theirs: arms.Arm) => costRatio(batches, ours.name, theirs.name)
  return [
    ...goal('batches of 10 against `ws` per record', '≥ 7× less', ratio(arms.WS_RECORD, arms.RELAY_TEN), (r) =>
      judge(r, 7, false),
    ),
    ...goal(
      'batches of 10 against Socket.IO per record',
      '≥ 10× less',
      ratio(arms.SOCKETIO_RECORD, arms.RELAY_TEN),
      (r) => judge(r, 10, false),
    ),
    ...goal('batches of 1 against `ws` per record', '≤ 1.1×', ratio(arms.RELAY_RECORD, arms.WS_RECORD), (r) =>
      judge(r, 1.1, true),
    ),
  ]
}

function nodeGoals({ nodes }: Measurements): Goal[] {
  if (!nodes) return []
  const [local, remote] = [slicesOf(nodes, arms.PAIR_LOCAL.name), slicesOf(nodes, arms.PAIR_REMOTE.name)]
  if (local.length === 0)
    return [{ what: 'two nodes', target: '', measured: `not installed: \`${howToInstall('redis')}\``, met: '' }]
  const share = (slice: (typeof local)[number]) =>
    (slice.busBytes ?? 0) / (slice.result.bytesPerRecord * slice.result.batches * arms.RELAY.batch)
  const [idle, busy] = [median(local.map(share)), median(remote.map(share))]
  const extra = costRatio(nodes, arms.PAIR_REMOTE.name, arms.RELAY.name)
  const none = costRatio(nodes, arms.PAIR_LOCAL.name, arms.RELAY.name)
  return [
    {
      what: 'two nodes, no remote viewer: log bytes to Redis',
      target: '0',
      measured: `${show(idle * 100)} % of the log’s bytes (heartbeats); with remote viewers ${show(busy * 100)} %`,
      met: idle < 0.01 ? 'yes' : 'no',
    },
    {
      what: 'two nodes, no remote viewer: CPU of both and Redis',
      target: 'for comparison',
      measured: none ? `${interval(none, '×')} of one node` : '',
      met: '',
    },
    {
      what: 'two nodes, all viewers remote: CPU of both and Redis',
      target: 'for comparison',
      measured: extra ? `${interval(extra, '×')} of one node` : '',
      met: '',
    },
  ]
}

function startGoals({ start }: Measurements): Goal[] {
  if (start === undefined) return []
  const goal = (what: string, target: number, unit: string, measured: number | null): Goal => ({
    what,
    target: `≤ ${target} ${unit}`,
    measured:
      measured === null ? (typeof start === 'string' ? start.split('\n', 1).join() : '') : `${show(measured)} ${unit}`,
    met: measured === null ? '' : measured <= target ? 'yes' : 'no',
  })
  const built = typeof start === 'string' ? null : start
  return [
    goal('script of the live viewer, gzipped', 200, 'KiB', built && built.liveScriptGzBytes / KiB),
    goal('script-tag SDK, gzipped', 30, 'KiB', built && built.scriptTagGzBytes / KiB),
    goal('`npm start` on a built tree to the first page', 3, 's', built && median(built.startMs) / 1000),
    goal('server, idle: resident memory', 250, 'MB', built && built.idleBytes / 1e6),
  ]
}
