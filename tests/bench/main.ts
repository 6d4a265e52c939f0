/**
 * `npm run bench`: what one delivered record costs the server, ours beside raw `ws` and Socket.IO, all in one run. Arms are
 * interleaved, the server's CPU time is measured and not the clock, an A/A control says whether the machine is quiet
 * enough. `-- --rounds 9 --viewers 10 --corpus DIR --json FILE`.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { LoadOrder, LoadResult } from './arm-load.ts'
import type { Arm } from './arm-server.ts'
import { median, ratioOf } from './statistics.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    viewers: { type: 'string', default: '10' },
    corpus: { type: 'string' },
    json: { type: 'string' },
  },
})
const rounds = Number(values.rounds)
const viewers = Number(values.viewers)

interface ArmPlan {
  name: string
  arm: Arm
  /** Fewer where one record costs more: every slice takes about as long. */
  records: number
}
const ARMS: ArmPlan[] = [
  { name: 'relay, batches of 100', arm: 'relay', records: 200_000 },
  { name: 'ws broadcast, same batches', arm: 'ws', records: 200_000 },
  { name: 'ws broadcast again (A/A control)', arm: 'ws', records: 200_000 },
  { name: 'ws, one message per record', arm: 'ws-record', records: 10_000 },
  { name: 'Socket.IO, one emit per record', arm: 'socketio-record', records: 10_000 },
]

interface Slice {
  arm: string
  round: number
  cpuSecondsPerMillion: number
  result: LoadResult
}

const hasTaskset = (() => {
  try {
    execFileSync('taskset', ['-c', '0', 'true'])
    return os.availableParallelism() > 1
  } catch {
    return false
  }
})()

/** A child with tsx, pinned to one core where the machine allows it. */
function child(file: string, core: number, ...args: string[]): ChildProcess {
  const started = fork(path.join(import.meta.dirname, file), args, { execArgv: ['--import', 'tsx'] })
  if (hasTaskset && started.pid)
    execFileSync('taskset', ['-a', '-cp', String(core), String(started.pid)], { stdio: 'ignore' })
  return started
}

function said<T>(from: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    from.once('message', (message) => resolve(message as T))
    from.once('exit', (code) => reject(new Error(`a child left with ${code} before it answered`)))
  })
}

async function slice(plan: ArmPlan, round: number): Promise<Slice> {
  const server = child('arm-server.ts', 0, plan.arm)
  const { port } = await said<{ port: number }>(server)
  const cpu = async () => {
    const answer = said<{ cpuMs: number }>(server)
    server.send('cpu')
    return (await answer).cpuMs
  }
  const load = async (records: number, seed: number) => {
    const process = child('arm-load.ts', 1)
    const session = `bench-session-${seed}`
    const order: LoadOrder = { port, arm: plan.arm, viewers, records, batch: 100, seed, session }
    if (values.corpus) order.corpusDir = values.corpus
    const ready = said(process)
    process.send(order)
    await ready
    const before = await cpu()
    const answer = said<LoadResult>(process)
    process.send('go')
    const result = await answer
    return { result, cpuMs: (await cpu()) - before }
  }
  // Warm-up: the server's code is compiled before anything counts.
  await load(plan.records / 2, 0)
  const { result, cpuMs } = await load(plan.records, round + 1)
  server.disconnect()
  return { arm: plan.name, round, cpuSecondsPerMillion: cpuMs / 1000 / (result.delivered / 1e6), result }
}

const slices: Slice[] = []
for (let round = 0; round < rounds; round++) {
  const order = round % 2 ? [...ARMS].reverse() : ARMS
  for (const plan of order) {
    slices.push(await slice(plan, round))
    process.stderr.write(`\rround ${round + 1}/${rounds}: ${plan.name.padEnd(40)}`)
  }
}
process.stderr.write(`\r${' '.repeat(60)}\r`)

const of = (name: string) => slices.filter((s) => s.arm === name).sort((a, b) => a.round - b.round)
const costs = (name: string) => of(name).map((s) => s.cpuSecondsPerMillion)
const ours = costs(ARMS[0]?.name ?? '')
const show = (value: number) => value.toFixed(value < 1 ? 3 : 2)

console.log(
  `\nServer CPU-seconds per million delivered records; 1 device, ${viewers} viewers, ${rounds} interleaved rounds`,
)
console.log(`Node ${process.version}, ${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.availableParallelism()} cores\n`)
console.log('| arm | CPU-s per million | relay costs | 95 % interval | lost | repeated | reordered |')
console.log('|---|---|---|---|---|---|---|')
for (const { name } of ARMS) {
  const { median: times, low, high } = ratioOf(ours, costs(name))
  const total = (pick: (result: LoadResult) => number) => of(name).reduce((sum, s) => sum + pick(s.result), 0)
  const ratio = name === ARMS[0]?.name ? ['', ''] : [`${show(times)}×`, `${show(low)}–${show(high)}`]
  const counts = [total((r) => r.lost), total((r) => r.repeated), total((r) => r.reordered)]
  console.log(`| ${[name, show(median(costs(name))), ...ratio, ...counts].join(' | ')} |`)
}
const control = ratioOf(costs(ARMS[1]?.name ?? ''), costs(ARMS[2]?.name ?? ''))
const isQuiet = control.low < 1.07 && control.high > 0.93 && control.high / control.low < 1.3
console.log(
  `\nA/A control: ${show(control.median)}× (${show(control.low)}–${show(control.high)})${isQuiet ? '' : ': the machine is too noisy for fine ratios'}`,
)
if (values.json) writeFileSync(values.json, JSON.stringify(slices, null, 1))
