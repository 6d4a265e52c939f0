/**
 * What the main thread of a page does, from a Chromium trace: its tasks on the clock and in CPU time, and what a drawn frame
 * costs. The clock counts also when other programs have the core; CPU time does not.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Carried, Chromium, Tab } from './chromium.ts'

/** A number on the clock and in CPU time, milliseconds. */
export interface Spent {
  wall: number
  cpu: number
}

export interface MainThread {
  frames: number
  /** Main-thread time of a drawn frame: the task that draws it, and what ran since the frame before, at most 16.7 ms earlier. */
  frameP50: Spent
  frameP95: Spent
  longest: Spent
  /** Tasks of more than 50 ms. */
  over50: Spent
}

export interface TraceTask {
  startMs: number
  wall: number
  cpu: number
  isDrawing: boolean
}

const CATEGORIES = ['disabled-by-default-devtools.timeline', 'devtools.timeline']
const FRAME_MS = 1_000 / 60
const LONG_MS = 50
const TRACE_MS = 120_000

/** Where the main thread of a tab runs. */
export interface ThreadId {
  pid: number
  tid: number
}

interface TraceEvent {
  name: string
  ph: string
  ts: number
  dur?: number
  tdur?: number
  pid: number
  tid: number
  args?: Carried
}

/** Finds the main thread by a mark that the page makes. */
export async function mainThreadOf(browser: Chromium, tab: Tab): Promise<ThreadId> {
  const mark = `bench ${tab.id}`
  let found: ThreadId | null = null
  await traced(
    browser,
    async () => {
      await tab.evaluate(`console.timeStamp(${JSON.stringify(mark)})`)
      await sleep(200)
    },
    ({ name, args, pid, tid }) => {
      if (name === 'TimeStamp' && args?.data?.message === mark) found = { pid, tid }
    },
  )
  if (!found) throw new Error('the trace names no main thread')
  return found
}

export async function traceMainThread(
  browser: Chromium,
  { pid, tid }: ThreadId,
  act: () => Promise<void>,
): Promise<MainThread> {
  const tasks: TraceTask[] = []
  const commits: number[] = []
  await traced(browser, act, (event) => {
    if (event.pid !== pid || event.tid !== tid || event.ph !== 'X') return
    const startMs = event.ts / 1_000
    if (event.name === 'Commit') commits.push(startMs)
    else if (event.name === 'RunTask')
      tasks.push({ startMs, wall: (event.dur ?? 0) / 1_000, cpu: (event.tdur ?? 0) / 1_000, isDrawing: false })
  })
  return summaryOf(withCommits(tasks, commits))
}

/** Tasks in their order, each marked if a frame was committed in it. */
export function withCommits(tasks: readonly TraceTask[], commits: readonly number[]): TraceTask[] {
  const sorted = [...tasks].sort((a, b) => a.startMs - b.startMs)
  const left = [...commits].sort((a, b) => a - b)
  return sorted.map((task) => {
    let isDrawing = false
    while (left[0] !== undefined && left[0] <= task.startMs + task.wall)
      isDrawing = (left.shift() ?? 0) >= task.startMs || isDrawing
    return { ...task, isDrawing }
  })
}

export function summaryOf(tasks: readonly TraceTask[]): MainThread {
  const frames: Spent[] = []
  let from = 0
  tasks.forEach((task, at) => {
    if (!task.isDrawing) return
    const frame = { wall: 0, cpu: 0 }
    for (let i = at; i >= from; i--) {
      const { startMs, wall, cpu } = tasks[i] as TraceTask
      if (startMs + wall < task.startMs - FRAME_MS) break
      frame.wall += wall
      frame.cpu += cpu
    }
    from = at + 1
    frames.push(frame)
  })
  const of = (all: readonly Spent[], pick: (values: number[]) => number): Spent => ({
    wall: pick(all.map(({ wall }) => wall)),
    cpu: pick(all.map(({ cpu }) => cpu)),
  })
  return {
    frames: frames.length,
    frameP50: of(frames, (values) => quantile(values, 0.5)),
    frameP95: of(frames, (values) => quantile(values, 0.95)),
    longest: of(tasks, (values) => values.reduce((most, value) => Math.max(most, value), 0)),
    over50: of(tasks, (values) => values.filter((value) => value > LONG_MS).length),
  }
}

function quantile(values: number[], share: number): number {
  const sorted = values.sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

async function traced(browser: Chromium, act: () => Promise<void>, take: (event: TraceEvent) => void): Promise<void> {
  const end = browser.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as TraceEvent[]) take(event)
  })
  await browser.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordAsMuchAsPossible', includedCategories: CATEGORIES, excludedCategories: ['*'] },
  })
  try {
    await act()
  } finally {
    const complete = new Promise<void>((resolve) => {
      const stop = browser.on('Tracing.tracingComplete', () => {
        stop()
        resolve()
      })
    })
    await browser.send('Tracing.end')
    await Promise.race([complete, sleep(TRACE_MS, undefined, { ref: false })])
    end()
  }
}
