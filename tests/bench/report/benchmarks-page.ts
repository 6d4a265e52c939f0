/**
 * docs/BENCHMARKS.md and its charts, generated only from measurements, so that running the benchmark again updates
 * them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { alignedTable } from './aligned-table.ts'
import { costChart, viewersChart } from './charts.ts'
import type { Machine, Measurements } from './measurements.ts'
import { chaptersOf } from './print.ts'

const docs = path.join(import.meta.dirname, '../../../docs')

export async function writePage(run: Measurements): Promise<void> {
  mkdirSync(path.join(docs, 'images'), { recursive: true })
  if (run.cost) writeFileSync(path.join(docs, 'images/bench-cost.svg'), await costChart(run.cost))
  if (run.viewersSlope) writeFileSync(path.join(docs, 'images/bench-viewers.svg'), await viewersChart(run.viewersSlope))
  writeFileSync(path.join(docs, 'BENCHMARKS.md'), pageOf(run))
}

export function machineLine(machine: Machine): string {
  return `${hardwareOf(machine)}, ${programsOf(machine)}`
}

function hardwareOf({ cpu, cores, memoryGiB, system }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}`
}

function programsOf({ node, programs, isPinned }: Machine): string {
  const pins = isPinned ? 'servers pinned to core 0, load to core 1' : 'not pinned'
  return `Node ${node.slice(1)}, ${programs.join(', ')}; ${pins}`
}

function pageOf(run: Measurements): string {
  const { machine, command, startedAt, seconds, drop, sdk } = run
  const [goals, ...chapters] = chaptersOf(run)
  const lines = [
    '# Benchmarks',
    '',
    `Made by \`${command}\` on ${startedAt.slice(0, 10)} in ${Math.round(seconds)} s, at commit ${machine.commit}${machine.isDirty ? ' with changes' : ''}.`,
    `Machine: ${hardwareOf(machine)}.`,
    `Programs: ${programsOf(machine)}.`,
    '',
    'What counts are the ratios within one run.',
    'Arms take turns (ABBA), the work of a slice is fixed, and one viewer of every arm checks each byte that it gets.',
    'The cost is the CPU time of the server process, not the time on the clock.',
    'An interval is the 95 % bootstrap interval around the median of the rounds.',
    'A goal is met when the worse end of its interval meets it, and it is `open` when the interval holds the target.',
    'It is `too noisy` when two measurements of the same server were too far apart.',
    'Peers run with their own defaults and clients.',
    '',
    '## Goals',
    '',
    ...(goals?.lines ?? []),
    '',
    ...(run.cost ? ['![CPU time per delivered record, by server](images/bench-cost.svg)', ''] : []),
    ...(run.viewersSlope ? ['![CPU time per batch, by number of viewers](images/bench-viewers.svg)', ''] : []),
    ...chapters.flatMap(({ title, lines }) => [`## ${title}`, '', ...lines, '']),
    '## Connections that break',
    '',
    '`npm run bench:drop` resets connections while records are logged, and counts what arrives.',
    'It does the same to plain `ws` and to Socket.IO.',
    '',
    ...tablesOf(drop),
    '## The SDK',
    '',
    '`npm run bench:sdk` measures what the SDK costs the app that logs with it.',
    'Loggers are measured in one process and in turns, each with its defaults, and write to nowhere; what counts are the ratios.',
    'A filtered call is one below the level.',
    '',
    ...tablesOf(sdk),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

/** Formats every list of flat objects as a table, and the other facts as a list. */
function tablesOf(found: object | undefined): string[] {
  if (!found) return ['Not measured in this run.', '']
  const facts = Object.entries(found).filter(([, value]) => typeof value === 'number' || typeof value === 'string')
  const list = facts.map(([key, value]) => `- ${words(key)}: ${shown(value)}`)
  const tables = Object.values(found).flatMap((rows) => {
    if (!Array.isArray(rows) || rows.length === 0) return []
    const keys = [...new Set(rows.flatMap((row) => Object.keys(row as object)))]
    const cells = rows.map((row) => keys.map((key) => shown((row as Record<string, unknown>)[key])))
    return [...alignedTable([keys.map(words), ...cells]), '']
  })
  return list.length > 0 ? [...list, '', ...tables] : tables
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(5)))
  return value === undefined || value === null ? '' : String(value)
}

/** `bytesPerRecord` → `bytes per record`. */
function words(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
