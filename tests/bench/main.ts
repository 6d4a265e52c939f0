/**
 * `npm run bench`: measures in one run what this product promises about speed and memory. Arms are interleaved, cost is the
 * servers' CPU time instead of the clock, and an A/A control shows how much the machine can resolve. Exits with 1 if a section
 * failed or if our records arrived wrong; a missed goal is a result.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { measure, SECTIONS, type Section } from './measure.ts'
import { machineLine, writePage } from './report/benchmarks-page.ts'
import { goalsOf } from './report/goals.ts'
import type { DropRun, Measurements } from './report/measurements.ts'
import { chaptersOf } from './report/print.ts'
import { VIEWERS } from './sections/cost.ts'

const HELP = `npm run bench -- [options]
  --only NAME,…    ${SECTIONS.join(', ')}
  --rounds N       number of rounds; alone, measures only the cost of a record
  --full           three times as many rounds
  --with log.io    installs log.io into a temporary folder and measures it too
  --against DIR    also measures the relay of another checkout of this project, interleaved with this one's; its packages
                   must be installed. With --only against, measures nothing else
  --viewers N      number of viewers for the cost of a record, instead of ${VIEWERS}
  --corpus DIR     uses lines from the *.log files in a folder instead of generated ones; --seed N chooses them
  --json FILE      writes all raw slices; --from FILE reads them instead of measuring
  --write          updates docs/BENCHMARKS.md and its charts; --drop FILE and --sdk FILE are the
                   files that bench:drop and bench:sdk wrote with --json`

// However this process ends, it ends the servers.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    full: { type: 'boolean', default: false },
    with: { type: 'string' },
    viewers: { type: 'string', default: String(VIEWERS) },
    against: { type: 'string' },
    corpus: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
    from: { type: 'string' },
    write: { type: 'boolean', default: false },
    drop: { type: 'string' },
    sdk: { type: 'string' },
  },
})
if (options.help) {
  console.log(HELP)
  process.exit(0)
}

const run = options.from ? readJson<Measurements>(options.from) : await measured()
if (options.drop) run.drop = readJson<DropRun>(options.drop)
if (options.sdk) run.sdk = readJson<Record<string, unknown>>(options.sdk)
for (const { title, lines } of chaptersOf(run)) console.log([`\n## ${title}\n`, ...lines].join('\n'))
console.log(`\n${machineLine(run.machine)}; ${Math.round(run.seconds)} s`)
if (options.write) await writePage(run)
if (options.json) writeFileSync(options.json, `${JSON.stringify(run, null, 1)}\n`)
for (const { section, reason } of run.failures) console.error(`\n${section} failed: ${reason}`)
process.exit(run.failures.length > 0 || goalsOf(run).some(({ met }) => met === 'void') ? 1 : 0)

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T
}

function sectionsWanted(): Set<Section> {
  const names = options.only?.split(',') ?? (options.rounds ? ['cost'] : SECTIONS)
  for (const name of names) {
    if (SECTIONS.includes(name as Section)) continue
    console.error(`There is no section "${name}".\n${HELP}`)
    process.exit(2)
  }
  return new Set(names as Section[])
}

function measured(): Promise<Measurements> {
  // What was measured and how often, but not local file paths.
  const { only, rounds, full, viewers } = options
  const given = [
    only ? `--only ${only}` : '',
    rounds ? `--rounds ${rounds}` : '',
    full ? '--full' : '',
    options.with ? `--with ${options.with}` : '',
    Number(viewers) === VIEWERS ? '' : `--viewers ${viewers}`,
  ]
    .filter(Boolean)
    .join(' ')
  return measure({
    sections: sectionsWanted(),
    command: `npm run bench${given ? ` -- ${given}` : ''}`,
    ...(options.rounds ? { rounds: Number(options.rounds) } : {}),
    isFull: options.full,
    viewers: Number(options.viewers),
    seed: Number(options.seed),
    ...(options.against ? { against: path.resolve(options.against) } : {}),
    ...(options.corpus ? { corpusDir: options.corpus } : {}),
    withLogIo: options.with === 'log.io',
    progress: (text) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${text.slice(0, 100).padEnd(100)}\r`)
    },
  })
}
