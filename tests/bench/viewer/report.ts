/** The tables of `npm run bench:viewer`: every phase of every viewer beside ours, and which goals are met. */
import { alignedTable } from '#tests/bench/report/aligned-table.ts'
import { OURS } from './arms.ts'
import type { Spent } from './main-thread.ts'
import type { ArmRun, Phase, Search } from './phases.ts'

export interface Goal {
  what: string
  target: string
  measured: string
  met: 'yes' | 'no' | 'only in CPU time' | 'not measured'
}

/** With more than this share of a fixed loop spent waiting for a core, times on the clock say little. */
const WAITING_MAX = 1.15
const MILLION = 1_000_000

export function chapters(runs: readonly ArmRun[]): { title: string; lines: string[] }[] {
  const [ours] = runs
  if (!ours) return []
  return [
    ...(ours.arm === OURS.name ? [{ title: 'Goals', lines: goalLines(ours) }] : []),
    { title: 'Main thread, by phase', lines: phaseLines(runs, ours) },
    { title: 'Searching', lines: searchLines(runs, ours) },
    { title: 'Memory', lines: memoryLines(runs, ours) },
    { title: 'Hidden tab', lines: hiddenLines(runs) },
    { title: 'How far the machine can be trusted', lines: noiseLines(runs) },
  ]
}

export function goalsOf(ours: ArmRun): Goal[] {
  const fill = ours.phases.find(({ name }) => name.endsWith('at 10,000/s'))
  const [idle, again] = ['idle', 'idle again'].map((name) => ours.phases.find((phase) => phase.name === name))
  const following = ours.phases.find(({ name }) => name === 'following 100/s')
  const key = ours.searches[0]
  const slowest = (pick: (search: Search) => number | null) =>
    ours.searches.reduce((most, search) => Math.max(most, pick(search) ?? Number.POSITIVE_INFINITY), 0)
  const perMillion = grownBytes(ours) * (MILLION / ours.held)
  const busy = (phase: Phase | undefined) => (phase ? phase.mainRate + phase.workerRate : Number.NaN)
  const idleRate = Math.max(busy(idle), busy(again))
  return [
    {
      what: 'growth of the tab by a million records',
      target: '≤ 260 MB',
      measured: `${mb(perMillion)}${ours.held < MILLION ? `, from ${ours.held.toLocaleString('en')}` : ''}`,
      met: perMillion <= 260e6 ? 'yes' : 'no',
    },
    spentGoal('frame p95 while 10,000/s arrive', '≤ 16.7 ms', fill?.frameP95, 16.7),
    spentGoal('longest task while 10,000/s arrive', '≤ 50 ms', fill?.longest, 50),
    timeGoal('key in the filter to the screen', 100, key?.firstMs ?? null),
    timeGoal(
      'slowest search, first rows',
      100,
      slowest(({ firstMs }) => firstMs),
    ),
    timeGoal(
      'slowest search, all records',
      500,
      slowest(({ allMs }) => allMs),
    ),
    {
      what: 'following 100/s, CPU of main thread and worker beside an idle page',
      target: 'no more',
      measured: `${busy(following).toFixed(1)} beside ${busy(idle).toFixed(1)} and ${busy(again).toFixed(1)} ms/s`,
      met: busy(following) <= idleRate * 1.1 ? 'yes' : 'no',
    },
    {
      what: 'hidden tab: frames, and growth of the page’s heap',
      target: '0, ≤ 1 MB',
      measured: ours.hidden ? `${ours.hidden.phase.frames}, ${mb(ours.hidden.heapBytes)}` : '',
      met: ours.hidden
        ? ours.hidden.phase.frames === 0 && ours.hidden.heapBytes <= 1e6
          ? 'yes'
          : 'no'
        : 'not measured',
    },
    timeGoal('back in front: until the newest record is shown', 500, ours.hidden?.newestMs ?? null),
  ]
}

function spentGoal(what: string, target: string, spent: Spent | undefined, max: number): Goal {
  if (!spent) return { what, target, measured: '', met: 'not measured' }
  const met = spent.wall <= max ? 'yes' : spent.cpu <= max ? 'only in CPU time' : 'no'
  return { what, target, measured: `${of(spent)} ms`, met }
}

function timeGoal(what: string, maxMs: number, measuredMs: number | null): Goal {
  const isKnown = measuredMs !== null && Number.isFinite(measuredMs)
  return {
    what,
    target: `≤ ${maxMs} ms`,
    measured: isKnown ? `${measuredMs.toFixed(0)} ms` : 'never',
    met: isKnown && measuredMs <= maxMs ? 'yes' : 'no',
  }
}

function goalLines(ours: ArmRun): string[] {
  const rows = goalsOf(ours).map(({ what, target, measured, met }) => [what, target, measured, met])
  return alignedTable([['goal', 'target', 'measured', 'met?'], ...rows])
}

function phaseLines(runs: readonly ArmRun[], ours: ArmRun): string[] {
  const head = [
    'phase',
    'viewer',
    'frames/s',
    'frame p50',
    'frame p95',
    'longest task',
    '> 50 ms',
    'main',
    'worker',
    'Chromium',
    'p95 ÷ ours',
    'CPU ÷ ours',
  ]
  const rows = ours.phases.flatMap((own, at) =>
    runs.flatMap((run) => {
      const phase = run.phases[at]
      if (!phase) return []
      const isOurs = run === ours
      return [
        [
          phase.name,
          run.arm,
          (phase.frames / phase.seconds).toFixed(1),
          of(phase.frameP50),
          of(phase.frameP95),
          of(phase.longest),
          of(phase.over50, 0),
          phase.mainRate.toFixed(1),
          phase.workerRate.toFixed(1),
          phase.chromiumRate.toFixed(0),
          isOurs ? '1' : ratio(phase.frameP95.cpu, own.frameP95.cpu),
          isOurs ? '1' : ratio(phase.mainRate + phase.workerRate, own.mainRate + own.workerRate),
        ],
      ]
    }),
  )
  return [
    ...alignedTable([head, ...rows]),
    '',
    'A frame is the task that draws it and what ran before it, milliseconds on the clock and in parentheses of CPU.',
    'Main, worker and Chromium with all its processes: CPU milliseconds a second. Ratios are of CPU time.',
  ]
}

function searchLines(runs: readonly ArmRun[], ours: ArmRun): string[] {
  const head = [
    'search',
    'viewer',
    'records',
    'first rows',
    'all',
    'found',
    'longest task',
    'main CPU',
    'worker CPU',
    'first ÷ ours',
    'all ÷ ours',
  ]
  const rows = ours.searches.flatMap((own) =>
    runs.flatMap((run) => {
      const search = run.searches.find(({ name }) => name === own.name)
      if (!search) return [[own.name, run.arm, '', 'has none', '', '', '', '', '', '', '']]
      const isOurs = run === ours
      return [
        [
          search.name,
          run.arm,
          run.held.toLocaleString('en'),
          msOf(search.firstMs),
          msOf(search.allMs),
          search.expected === null || search.shown === search.expected
            ? (search.shown ?? 0).toLocaleString('en')
            : `${search.shown} of ${search.expected}`,
          of(search.thread.longest),
          search.mainCpuMs.toFixed(0),
          search.workerCpuMs.toFixed(0),
          isOurs ? '1' : ratio(search.firstMs, own.firstMs),
          isOurs ? '1' : ratio(search.allMs, own.allMs),
        ],
      ]
    }),
  )
  return [...alignedTable([head, ...rows]), '', 'Milliseconds from the key until the screen shows it.']
}

function memoryLines(runs: readonly ArmRun[], ours: ArmRun): string[] {
  const head = [
    'viewer',
    'sent',
    'held',
    'filled in',
    'shown after',
    'process before',
    'process after',
    'growth',
    'a record',
    '÷ ours',
    'heaps',
    'buffers',
  ]
  const each = (run: ArmRun) => grownBytes(run) / run.held
  const rows = runs.map((run) => [
    run.arm,
    run.sent.toLocaleString('en'),
    run.held.toLocaleString('en'),
    `${run.fillSeconds.toFixed(1)} s`,
    `${run.behindSeconds.toFixed(1)} s`,
    mb(run.before.processBytes),
    mb(run.after.processBytes),
    mb(grownBytes(run)),
    `${each(run).toFixed(0)} B`,
    run === ours ? '1' : ratio(each(run), each(ours)),
    `${mb(run.before.heapBytes)} → ${mb(run.after.heapBytes)}`,
    `${mb(run.before.bufferBytes)} → ${mb(run.after.bufferBytes)}`,
  ])
  return [...alignedTable([head, ...rows]), '', 'Proportional set size of the tab’s process, after collecting garbage.']
}

function hiddenLines(runs: readonly ArmRun[]): string[] {
  const head = ['viewer', 'records', 'frames', 'main', 'worker', 'page heap', 'process', 'newest shown after']
  const rows = runs.flatMap(({ arm, hidden }) =>
    hidden
      ? [
          [
            arm,
            hidden.records.toLocaleString('en'),
            String(hidden.phase.frames),
            `${hidden.phase.mainRate.toFixed(1)} ms/s`,
            `${hidden.phase.workerRate.toFixed(1)} ms/s`,
            mb(hidden.heapBytes),
            mb(hidden.processBytes),
            hidden.newestMs === null ? 'never' : `${hidden.newestMs.toFixed(0)} ms`,
          ],
        ]
      : [],
  )
  return alignedTable([head, ...rows])
}

function noiseLines(runs: readonly ArmRun[]): string[] {
  const spins = runs.flatMap((run) => run.spins)
  const waits = spins.map(({ wall, cpu }) => wall / cpu)
  const worst = Math.max(...waits)
  const cpus = spins.map(({ cpu }) => cpu)
  const lines = [
    `A fixed loop in the pages took ${Math.min(...cpus).toFixed(0)} to ${Math.max(...cpus).toFixed(0)} ms of CPU and up to ${worst.toFixed(2)} times that on the clock.`,
  ]
  for (const { arm, phases } of runs) {
    const [before, after] = ['idle', 'idle again'].map((name) => phases.find((phase) => phase.name === name))
    if (before && after)
      lines.push(
        `${arm}, the idle page at the start and at the end: ${before.mainRate.toFixed(1)} and ${after.mainRate.toFixed(1)} ms/s of the main thread.`,
      )
  }
  if (worst > WAITING_MAX)
    lines.push(
      'The machine was busy with something else: times on the clock are too high, and goals that are missed by them are open.',
    )
  return lines
}

function grownBytes({ before, after }: ArmRun): number {
  return after.processBytes - before.processBytes
}

/** On the clock, and in CPU time. */
function of({ wall, cpu }: Spent, digits = 1): string {
  return `${wall.toFixed(digits)} (${cpu.toFixed(digits)})`
}

function msOf(value: number | null): string {
  return value === null ? 'never' : value.toFixed(0)
}

function ratio(theirs: number | null, ours: number | null): string {
  if (theirs === null || ours === null || ours === 0) return ''
  const times = theirs / ours
  return `${times >= 10 ? times.toFixed(0) : times.toFixed(2)}×`
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
