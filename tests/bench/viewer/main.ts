/**
 * `npm run bench:viewer`: the live page in a real Chromium, fed by a device through a server: a million records at 10,000 a second,
 * then scrolling, filtering and searching, beside the list that most people would write and, on request, another viewer. Exits with
 * 1 if ours shows a wrong count; a missed goal is a result.
 */
import { existsSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { thisMachine } from '#tests/bench/report/measurements.ts'
import { startServer } from '#tests/support/start-server.ts'
import { type Arm, logViewer, OURS, signUp, TANSTACK } from './arms.ts'
import { type ArmRun, runArm } from './phases.ts'
import { chapters } from './report.ts'

const HELP = `npm run bench:viewer -- [options]      (needs npm run build before)
  --quick                100,000 records and short phases: two minutes
  --records N            records in the list at the end, instead of 1,000,000
  --only ours|peers|none measures only these; none: only the viewer of --with
  --with react-logviewer installs that viewer into a temporary folder and measures it too
  --chromium PROGRAM     instead of CHROMIUM_PATH or Playwright's
  --json FILE            writes what was measured`

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    records: { type: 'string' },
    only: { type: 'string' },
    with: { type: 'string' },
    chromium: { type: 'string' },
    json: { type: 'string' },
  },
})
if (options.help) {
  console.log(HELP)
  process.exit(0)
}

// However this process ends, it ends the server, the device and the browser.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const program = options.chromium ?? process.env.CHROMIUM_PATH ?? (await bundledChromium())
if (!existsSync(program)) {
  console.error(`There is no ${program}: set CHROMIUM_PATH, or run npx playwright install chromium.`)
  process.exit(2)
}
const records = Number(options.records ?? (options.quick ? 100_000 : 1_000_000))
const seconds = options.quick ? 3 : 8

const PEER_SECONDS_MAX = options.quick ? 120 : 360
let doing = ''

const notes: string[] = []
const arms: Arm[] = [
  ...((options.only ?? 'ours') === 'ours' ? [OURS] : []),
  ...((options.only ?? 'peers') === 'peers' ? [TANSTACK] : []),
]
if (options.with === 'react-logviewer') {
  const found = logViewer()
  if (typeof found === 'string') notes.push(found)
  else arms.push(found)
}

const startedMs = performance.now()
const loadBefore = load()
const server = arms.includes(OURS) ? await startServer() : null
process.once('exit', () => server?.process.kill('SIGKILL'))
const runs: ArmRun[] = []
try {
  if (server) await signUp(server)
  for (const arm of arms) {
    const run = await Promise.race([runArm(arm, { records, seconds }, server, program, progress), limitOf(arm)])
    if (run) runs.push(run)
    else {
      notes.push(`It did not come to an end within ${PEER_SECONDS_MAX} s: ${doing}`)
      // It goes on until this process ends, and would disturb the next.
      break
    }
  }
} finally {
  progress('')
  await server?.remove()
}

const machine = thisMachine()
const command = ['npm run bench:viewer', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')
const on = `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, commit ${machine.commit}${machine.isDirty ? ' with changes' : ''}`
console.log(
  `\nWhat watching costs: ${command}\n${on}\nLoad average ${loadBefore} before and ${load()} after; ${Math.round((performance.now() - startedMs) / 1_000)} s`,
)
for (const { title, lines } of chapters(runs)) console.log([`\n## ${title}\n`, ...lines].join('\n'))
for (const note of notes) console.log(`\n${note}`)
if (options.json)
  writeFileSync(options.json, `${JSON.stringify({ command, machine: on, seconds, records, runs }, null, 1)}\n`)

const wrong = runs
  .filter(({ arm }) => arm === OURS.name)
  .flatMap(({ searches }) => searches.filter(({ shown, expected }) => expected !== null && shown !== expected))
for (const { name, shown, expected } of wrong)
  console.error(`\n${OURS.name} found ${shown} of ${expected} records: ${name}`)
process.exit(wrong.length > 0 ? 1 : 0)

function load(): string {
  return os
    .loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')
}

/** A peer that cannot keep up is given up. */
function limitOf(arm: Arm): Promise<null> {
  return arm === OURS ? new Promise(() => {}) : sleep(PEER_SECONDS_MAX * 1_000, null, { ref: false })
}

function progress(text: string): void {
  doing = text || doing
  const { stderr } = process
  if (stderr.isTTY) stderr.write(`\r${text.slice(0, 100).padEnd(100)}\r`)
  else if (text) stderr.write(`${((performance.now() - startedMs) / 1_000).toFixed(0)} s: ${text}\n`)
}

async function bundledChromium(): Promise<string> {
  const { chromium } = await import('@playwright/test')
  return chromium.executablePath()
}
