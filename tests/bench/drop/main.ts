/**
 * `npm run bench:drop`: what arrives when a connection is reset every 2 s for 60 s while 500 records per second are logged; once
 * for the device's connection, once for the viewer's. All arms run at the same time and are reset at the same moments. Exits
 * with 1 if ours loses, repeats or reorders a single record. `--seconds 60`, `--json FILE`.
 */
import { writeFileSync } from 'node:fs'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Account } from '#tests/bench/load/account.ts'
import { FaultProxy } from '#tests/support/fault-proxy.ts'
import { ARMS, type Arm, OURS, type Producer } from './arms.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, json: { type: 'string' } } })
const seconds = Number(values.seconds)
const RECORDS_PER_SECOND = 500
const RESET_EVERY_MS = 2_000
const expected = seconds * RECORDS_PER_SECOND
const TEXT = 'GET /api/v1/devices 200 12 ms, cache miss, retry 0, session opened by user, 3 blocks read from disk'
/** If nothing new has arrived anywhere for this long, nothing will. */
const QUIET_MS = 6_000

const SIDES = ['device', 'viewer'] as const

interface Stream {
  arm: string
  reset: (typeof SIDES)[number]
  proxy: FaultProxy
  producer: Producer
  account: Account
  close(): Promise<void>
}

async function open({ name, start }: Arm, reset: (typeof SIDES)[number]): Promise<Stream> {
  const arm = await start()
  const proxy = await FaultProxy.before(arm.port)
  const direct = `http://127.0.0.1:${arm.port}`
  const account = new Account(expected)
  const producer = await arm.produce(reset === 'device' ? proxy.url : direct)
  const stopViewing = await arm.view(reset === 'viewer' ? proxy.url : direct, (number) => account.take(0, number, 1))
  const close = async () => {
    producer.close()
    stopViewing()
    await proxy.close()
    await arm.close()
  }
  return { arm: name, reset, proxy, producer, account, close }
}

const streams = await Promise.all(SIDES.flatMap((side) => ARMS.map((arm) => open(arm, side))))

let sent = 0
const startedAtMs = performance.now()
const elapsedMs = () => performance.now() - startedAtMs
let nextResetMs = RESET_EVERY_MS
while (sent < expected) {
  const due = Math.min(expected, Math.floor((elapsedMs() / 1_000) * RECORDS_PER_SECOND))
  while (sent < due) {
    sent++
    for (const { producer } of streams) producer.send(sent, TEXT)
  }
  if (elapsedMs() >= nextResetMs) {
    nextResetMs += RESET_EVERY_MS
    for (const { proxy } of streams) proxy.reset()
  }
  await sleep(5)
}

const delivered = () => streams.reduce((sum, { account }) => sum + account.delivered, 0)
for (let before = -1; before !== delivered(); ) {
  before = delivered()
  await sleep(QUIET_MS)
}

const results = streams.map(({ arm, reset, proxy, account }) => ({
  reset,
  arm,
  connections: proxy.accepted,
  sent,
  delivered: account.delivered,
  lost: account.lost,
  repeated: account.repeated,
  reordered: account.reordered,
}))
console.log(
  `\n${sent} records at ${RECORDS_PER_SECOND} a second, connection reset every ${RESET_EVERY_MS / 1_000} s for ${seconds} s`,
)
console.log(`Node ${process.version}, ${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.availableParallelism()} cores\n`)
console.log('| reset | arm | connections | delivered | lost | repeated | reordered |')
console.log('|---|---|---|---|---|---|---|')
for (const { reset, arm, connections, delivered, lost, repeated, reordered } of results) {
  const share = `${((delivered / sent) * 100).toFixed(2)} %`
  console.log(`| ${[reset, arm, connections, share, lost, repeated, reordered].join(' | ')} |`)
}
console.log('\nState recovery keeps every message in the server for two minutes; Agent Logger keeps none there.')
if (values.json) writeFileSync(values.json, `${JSON.stringify({ seconds, results }, null, 1)}\n`)
for (const { close } of streams) await close()
const isWhole = results.every(({ arm, lost, repeated, reordered }) => arm !== OURS || lost + repeated + reordered === 0)
if (!isWhole) console.error(`\n${OURS} lost, repeated or reordered records.`)
process.exit(isWhole ? 0 : 1)
