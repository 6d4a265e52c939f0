/**
 * `npm run bench:sdk`: what the SDK costs its host program: the time of a log() call, also beside other loggers and below the
 * level, CPU and wire bytes per thousand records, memory of a full ring, and the size of the shipped files. The relay is a stand-in that acknowledges everything, so that only
 * the SDK is measured. `-- --corpus DIR --chromium PROGRAM --json FILE`.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import type { Welcome } from '#lib/protocol/messages.ts'
import type { Dial } from '#lib/sdk/delivery/dial.ts'
import type { AgentLogger } from '#lib/sdk/logger.ts'
import { startWith } from '#lib/sdk/start-agent-logger.ts'
import { buildSdk } from '#scripts/build-sdk.ts'
import { thisMachine } from '#tests/bench/report/measurements.ts'
import { type CompressionRow, compressionInNode, logsOf } from './compression.ts'
import { besidePeers } from './peers.ts'

const { values } = parseArgs({
  options: { corpus: { type: 'string' }, chromium: { type: 'string' }, json: { type: 'string' } },
})
const logs = logsOf(values.corpus)
const bodies = logs.flat()
setFlagsFromString('--expose_gc')
const collect = runInNewContext('gc') as () => void

/** A relay that sends a welcome, reports a viewer, and acknowledges what it receives. */
function standIn(viewers: number, sent: { bytes: number; batches: number }): Dial {
  return (hello) => {
    const heard: Record<string, (...args: never[]) => void> = {}
    const say = (event: string, ...args: unknown[]) => setImmediate(() => heard[event]?.(...(args as never[])))
    const welcome: Welcome = { session: hello.session, creditBytes: 262_144, viewers, relayTimeMs: 0, pageUrl: '' }
    say('welcome', welcome)
    return {
      on: (event, hear) => {
        heard[event] = hear as never
      },
      onFailed: () => {},
      onLost: () => {},
      emit: (event, ...args) => {
        if (event === 'head' && viewers === 0) return
        if (event !== 'batch') return
        const [, , first, count, bytes] = args[0] as BatchHeader
        sent.bytes += bytes
        sent.batches++
        say('ack', first + count - 1)
      },
      close: () => {},
    }
  }
}

async function started(viewers: number, compress: boolean) {
  const sent = { bytes: 0, batches: 0 }
  const options = {
    server: 'http://localhost',
    token: 'agl_d_bench',
    compress,
    installationId: 'bench-installation',
    warn: () => {},
  }
  const logger = startWith(options, { dial: () => standIn(viewers, sent) })
  while (logger.status.state !== 'live') await turn()
  return { logger, sent }
}

/** Microseconds per call; `perTurn` calls in a row, then the SDK's own work gets its turn. */
async function callTimes(logger: AgentLogger, calls: number, perTurn: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < calls; i++) {
    const body = bodies[i % bodies.length] as string
    const before = process.hrtime.bigint()
    logger.info(body)
    times.push(Number(process.hrtime.bigint() - before) / 1000)
    if (i % perTurn === perTurn - 1) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return times.sort((a, b) => a - b)
}

const quantile = (sorted: number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
const round = (value: number, digits = 1) => Number(value.toFixed(digits))

interface Row {
  what: string
  plain: number
  compressed: number | null
  unit: string
}
const rows: Row[] = []

// First, before anything else has grown the heap.
async function fullRing(compress: boolean): Promise<number> {
  collect()
  const before = process.memoryUsage()
  // Never welcomed, so what is logged stays until the ring overflows.
  const ring = startWith(
    {
      server: 'http://localhost',
      token: 'agl_d_bench',
      compress,
      installationId: 'bench-installation',
      warn: () => {},
    },
    { dial: () => () => ({ on: () => {}, onFailed: () => {}, onLost: () => {}, emit: () => {}, close: () => {} }) },
  )
  for (let i = 0; i < 120_000; i++) {
    ring.info(bodies[i % bodies.length])
    if (i % 1_000 === 999) await turn()
  }
  collect()
  const after = process.memoryUsage()
  const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
  // Until then it is held, and would be freed within the next measurement.
  await ring.close()
  return grown / 1024 / 1024
}
// What the first run leaves behind is code, not records.
await fullRing(true)
rows.push({
  what: 'memory at a full ring (8 MiB or 50,000 records)',
  plain: round(await fullRing(false)),
  compressed: round(await fullRing(true)),
  unit: 'MiB',
})

for (const [name, perTurn, calls] of [
  ['lone records', 1, 1_000],
  ['10,000 a second', 10, 20_000],
] as const) {
  const measured: number[][] = []
  for (const compress of [false, true]) {
    const { logger } = await started(1, compress)
    await callTimes(logger, 1_000, perTurn)
    measured.push(await callTimes(logger, calls, perTurn))
    void logger.close()
  }
  const [plain = [], compressed = []] = measured
  for (const [share, words] of [
    [0.5, 'median'],
    [0.99, '99 of 100 below'],
  ] as const) {
    const [before, after] = [round(quantile(plain, share)), round(quantile(compressed, share))]
    rows.push({ what: `log(), ${name}, ${words}`, plain: before, compressed: after, unit: 'µs' })
  }
}

const RECORDS = 200_000
async function throughput(compress: boolean) {
  const { logger, sent } = await started(1, compress)
  const run = async (records: number) => {
    for (let i = 0; i < records; i++) {
      logger.info(bodies[i % bodies.length])
      if (i % 100 === 99) await turn()
    }
    while (logger.status.acked < logger.status.head) await turn()
  }
  await run(20_000)
  sent.bytes = 0
  const before = process.cpuUsage()
  await run(RECORDS)
  const { user, system } = process.cpuUsage(before)
  void logger.close()
  return { cpuMs: (user + system) / 1000 / (RECORDS / 1000), bytes: sent.bytes / (RECORDS / 1000) }
}
const [plain, compressed] = [await throughput(false), await throughput(true)]
rows.push({
  what: 'CPU per 1,000 records',
  plain: round(plain.cpuMs, 2),
  compressed: round(compressed.cpuMs, 2),
  unit: 'ms',
})
rows.push({
  what: 'wire bytes per 1,000 records',
  plain: Math.round(plain.bytes),
  compressed: Math.round(compressed.bytes),
  unit: 'bytes',
})

const { logger: ours } = await started(1, true)
const peers = await besidePeers(ours, bodies)
void ours.close()

const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-bench-sdk-'))
const { gzipBytes } = await buildSdk(dir, { version: '0.0.0' })
const script = path.join(dir, 'agent-logger.js')
if (existsSync(script))
  rows.push({
    what: 'script-tag bundle',
    plain: statSync(script).size,
    compressed: gzipBytes,
    unit: 'bytes (compressed: gzip -9)',
  })
const tarball = path.join(dir, 'agent-logger.tgz')
if (existsSync(tarball))
  rows.push({
    what: 'npm package',
    plain: statSync(tarball).size,
    compressed: null,
    unit: 'bytes (tgz, with command line)',
  })
for (const [what, file] of [
  ['npm package, its module for browsers', 'package/browser.js'],
  ['npm package, its module for Node', 'package/node.js'],
] as const) {
  const source = execFileSync('tar', ['-xOzf', tarball, file], { maxBuffer: 2 ** 26 })
  rows.push({
    what,
    plain: source.length,
    compressed: gzipSync(source, { level: 9 }).length,
    unit: 'bytes (compressed: gzip -9)',
  })
}
rmSync(dir, { recursive: true, force: true })

const compression: CompressionRow[] = await compressionInNode(logs)
if (values.chromium) {
  // Loading Playwright takes a second; most runs do without it.
  const { compressionInChromium } = await import('./compression-in-chromium.ts')
  compression.push(...(await compressionInChromium(logs, values.chromium)))
}

const machine = thisMachine()
const command = ['npm run bench:sdk', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')
const meanBytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0) / bodies.length
const deflated = round((gzipSync(bodies.join('\n')).length / (meanBytes * bodies.length)) * 100)
const records = `${bodies.length} ${values.corpus ? 'lines of real logs' : 'generated lines'} of ${round(meanBytes)} bytes on average, deflating all together to ${deflated} %`
const on = `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, commit ${machine.commit}${machine.isDirty ? ' with changes' : ''}`
console.log(`\nWhat the SDK costs: ${command}\n${on}\n${records}\n`)
console.log('| what | plain | compressed | unit |\n|---|--:|--:|---|')
for (const row of rows) console.log(`| ${row.what} | ${row.plain} | ${row.compressed ?? ''} | ${row.unit} |`)
console.log('\nBeside other loggers, each with its defaults and an attribute, writing to nowhere\n')
console.log('| logger | a call, ns | CPU a record, µs | CPU of ours | a filtered call, ns |\n|---|--:|--:|--:|--:|')
for (const row of peers) {
  const { logger, nanosPerCall, cpuMicrosPerRecord, cpuOfOurs, nanosPerFilteredCall } = row
  const filtered = nanosPerFilteredCall ?? ''
  console.log(`| ${logger} | ${nanosPerCall} | ${cpuMicrosPerRecord} | ${cpuOfOurs}× | ${filtered} |`)
}
console.log('\nCompression by the size of a batch; in parentheses with the default level of zlib\n')
console.log(
  '| where | batch bytes | records | left | seal, µs a record | open, µs a record |\n|---|--:|--:|--:|--:|--:|',
)
for (const row of compression) {
  const besides = (value: number | undefined, digits: number) =>
    value === undefined ? '' : ` (${round(value, digits)})`
  const left = `${round(row.sealedPercent)} %${besides(row.defaultLevelPercent, 1)}`
  const seal = `${round(row.sealMicrosPerRecord, 2)}${besides(row.defaultLevelMicrosPerRecord, 2)}`
  const cells = [row.where, row.batchBytes, round(row.recordsPerBatch), left, seal, round(row.openMicrosPerRecord, 2)]
  console.log(`| ${cells.join(' | ')} |`)
}
if (values.json)
  writeFileSync(
    values.json,
    `${JSON.stringify({ command, machine: on, records, rows, peers, compression }, null, 1)}\n`,
  )
process.exit(0)
