/** What is done to every viewer, and what is measured meanwhile. The same script for all of them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSeconds } from '#tests/bench/process-cost.ts'
import type { TestServer } from '#tests/support/start-server.ts'
import type { Arm, OpenArm } from './arms.ts'
import { Chromium, type Tab } from './chromium.ts'
import { countOf } from './lines.ts'
import { type MainThread, mainThreadOf, type ThreadId, traceMainThread } from './main-thread.ts'
import type { FrameRun, WatchWish } from './page-watch.ts'
import { type TabMemory, tabMemory, threadSeconds } from './renderer.ts'
import { empty, framesDuring, injectWatch, newestShown, paste, watched } from './watched-page.ts'

export interface Phase extends MainThread {
  name: string
  seconds: number
  /** CPU milliseconds a second: of the main thread, of the page's workers, and of all of Chromium. */
  mainRate: number
  workerRate: number
  chromiumRate: number
}

export interface Search {
  name: string
  /** From the key to the screen: the first right rows, and the last change of the count. Null: not within the time. */
  firstMs: number | null
  allMs: number | null
  /** Number that the page shows, and that there are. */
  shown: number | null
  /** Not known where records were lost. */
  expected: number | null
  thread: MainThread
  mainCpuMs: number
  workerCpuMs: number
}

export interface Hidden {
  phase: Phase
  /** Growth of the page's heap and of the whole process, and how many records arrived meanwhile. */
  heapBytes: number
  processBytes: number
  records: number
  /** From when it was in front again until the newest record was on the screen. */
  newestMs: number | null
}

export interface ArmRun {
  arm: string
  /** Records that were sent, and the number of the newest that the page showed after waiting for it. */
  sent: number
  shown: number
  /** Records that the page says it has: fewer where the device forgot some before a slow machine had fetched them. */
  held: number
  /** How long the device took to send the million, and how long after it the page showed the last one. */
  fillSeconds: number
  behindSeconds: number
  phases: Phase[]
  scrollFrames: FrameRun | null
  searches: Search[]
  hidden: Hidden | null
  before: TabMemory
  after: TabMemory
  /** Milliseconds of a fixed loop in the page, on the clock and in CPU time, at the start and at the end. */
  spins: { wall: number; cpu: number }[]
}

export interface Plan {
  /** Records in the list at the end. */
  records: number
  /** Length of the phases that have no end of their own, seconds. */
  seconds: number
}

const FILL_PER_SECOND = 10_000
const CATCH_UP_MS = 60_000
const SEARCH_MS = 30_000
/** How often it sends more, if records were lost. */
const FILL_UP_ROUNDS = 6
/** Between two phases. */
const SETTLE_MS = 1_000

const SEARCHES = {
  // The last letter is a key; before it, `declin` has filtered 51 of 1,000.
  word: { name: 'filter, last key', before: 'declin', text: 'e', pattern: 'declined', isNegated: false },
  without: { name: 'filter without a word', before: '', text: '-served', pattern: 'served', isNegated: true },
  regex: { name: 'filter by pattern', before: '', text: '/req-\\d*77\\b/', pattern: 'req-\\d*77\\b', isNegated: false },
  find: { name: 'find', before: '', text: 'declined', pattern: 'declined', isNegated: false },
} as const

export async function runArm(
  arm: Arm,
  { records, seconds }: Plan,
  server: TestServer | null,
  program: string,
  progress: (text: string) => void,
): Promise<ArmRun> {
  const browser = await Chromium.launch(program)
  try {
    const other = await browser.openTab()
    const tab = await browser.openTab()
    const open = await arm.open(tab, server)
    try {
      await injectWatch(tab)
      const thread = await mainThreadOf(browser, tab)
      const total = Math.min(records, arm.recordsMax)
      return await new ArmRunner({ arm, open, browser, tab, other, thread, total, seconds, progress }).run()
    } finally {
      open.close()
    }
  } finally {
    await browser.close()
  }
}

interface Parts {
  arm: Arm
  open: OpenArm
  browser: Chromium
  tab: Tab
  other: Tab
  thread: ThreadId
  total: number
  seconds: number
  progress: (text: string) => void
}

class ArmRunner {
  readonly #parts: Parts
  #sent = 0
  #lost = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async run(): Promise<ArmRun> {
    const { arm, open, tab, thread, total, seconds } = this.#parts
    const { feeder } = open
    const phases: Phase[] = []
    const spins = [await this.#spin()]
    // So that code is compiled and the list has rows.
    await this.#send(500, 500)
    await sleep(SETTLE_MS)
    const before = await tabMemory(tab, thread)
    phases.push(await this.#phase('idle', () => sleep(seconds * 1_000)))
    phases.push(await this.#phase('following 100/s', () => this.#send(seconds * 100, 100)))
    await this.#catchUp()
    phases.push(await this.#phase('following 5,000/s', () => this.#send(seconds * 5_000, 5_000)))
    await this.#catchUp()
    const hidden = await this.#hide()
    const left = Math.max(0, total - this.#sent)
    let fillSeconds = 0
    phases.push(
      await this.#phase(`${count(total)} at 10,000/s`, async () => {
        fillSeconds = (await feeder.send(left, FILL_PER_SECOND)).seconds
        this.#sent += left
      }),
    )
    const endedMs = performance.now()
    const shown = await this.#catchUp()
    const behindSeconds = (performance.now() - endedMs) / 1_000
    await sleep(SETTLE_MS)
    const held = await this.#fillUp(total)
    const after = await tabMemory(tab, thread)
    let scrollFrames: FrameRun | null = null
    phases.push(
      await this.#phase('scrolling', async () => {
        scrollFrames = await framesDuring(tab, open.blank, () => this.#scroll())
      }),
    )
    const searches: Search[] = []
    for (const kind of open.searches) searches.push(await this.#search(kind))
    phases.push(await this.#phase('idle again', () => sleep(seconds * 1_000)))
    spins.push(await this.#spin())
    const sent = this.#sent
    return {
      arm: arm.name,
      sent,
      shown,
      held,
      fillSeconds,
      behindSeconds,
      phases,
      scrollFrames,
      searches,
      hidden,
      before,
      after,
      spins,
    }
  }

  /** Where records were lost, others take their place, so that all is searched and weighed with the full number. */
  async #fillUp(total: number): Promise<number> {
    const { tab, open } = this.#parts
    let held = await this.#held()
    this.#lost = this.#sent + open.extra.length - held
    for (let round = 0; round < FILL_UP_ROUNDS && held < total * 0.99; round++) {
      await this.#send(Math.min(total - held, 100_000), FILL_PER_SECOND / 4)
      await this.#catchUp()
      held = await this.#held()
    }
    await tab.until(`document.querySelector(${JSON.stringify(open.rows)})`, CATCH_UP_MS)
    return held
  }

  async #held(): Promise<number> {
    const { tab, open } = this.#parts
    if (!open.searches.includes('word')) return this.#sent
    await sleep(SETTLE_MS)
    const text = await tab.evaluate<string>(`document.querySelector(${JSON.stringify(open.status)})?.textContent ?? ''`)
    return numbersIn(text).at(-1) ?? 0
  }

  async #send(number: number, perSecond: number): Promise<void> {
    await this.#parts.open.feeder.send(number, perSecond)
    this.#sent += number
  }

  /** Waits for the newest record. Returns the newest that is shown. */
  async #catchUp(): Promise<number> {
    const { tab, open } = this.#parts
    for (const untilMs = performance.now() + CATCH_UP_MS; ; await sleep(100)) {
      const shown = await newestShown(tab, open.rows)
      if (shown >= this.#sent || performance.now() > untilMs) return shown
    }
  }

  async #phase(name: string, act: () => Promise<void>): Promise<Phase> {
    const { browser, thread, arm, progress } = this.#parts
    progress(`${arm.name}: ${name}`)
    const used = { main: 0, workers: 0, chromium: 0, seconds: 0 }
    const main = await traceMainThread(browser, thread, async () => {
      const [before, allBefore, startedMs] = [threadSeconds(thread), cpuSeconds(browser.pid), performance.now()]
      await act()
      const [after, allAfter] = [threadSeconds(thread), cpuSeconds(browser.pid)]
      used.seconds = (performance.now() - startedMs) / 1_000
      used.main = after.main - before.main
      used.workers = after.workers - before.workers
      used.chromium = allAfter - allBefore
    })
    const rate = (spent: number) => (spent * 1_000) / used.seconds
    return {
      name,
      seconds: used.seconds,
      ...main,
      mainRate: rate(used.main),
      workerRate: rate(used.workers),
      chromiumRate: rate(used.chromium),
    }
  }

  async #hide(): Promise<Hidden> {
    const { tab, other, thread, open, seconds } = this.#parts
    const perSecond = 5_000
    const records = seconds * perSecond
    const before = await tabMemory(tab, thread)
    const heapBefore = (await tab.send('Runtime.getHeapUsage')).usedSize
    await other.toFront()
    await tab.until('document.hidden', 5_000)
    await sleep(SETTLE_MS)
    const phase = await this.#phase('hidden, 5,000/s', () => this.#send(records, perSecond))
    await sleep(SETTLE_MS)
    const after = await tabMemory(tab, thread)
    const heapAfter = (await tab.send('Runtime.getHeapUsage')).usedSize
    const wish: WatchWish = {
      from: 'visibilitychange',
      rows: open.rows,
      pattern: `#${this.#sent} `,
      isNegated: false,
      isOneEnough: true,
      status: null,
      expected: null,
      timeoutMs: SEARCH_MS,
    }
    const { firstMs } = await watched(tab, wish, () => tab.toFront())
    await this.#catchUp()
    return {
      phase,
      records,
      heapBytes: heapAfter - heapBefore,
      processBytes: after.processBytes - before.processBytes,
      newestMs: firstMs,
    }
  }

  /** By the wheel, up and down again; then to a few places by the bar; and back to the end. */
  async #scroll(): Promise<void> {
    const { tab, open } = this.#parts
    const at = { x: 500, y: 450 }
    for (const distance of [6_000, -3_000])
      await tab.send('Input.synthesizeScrollGesture', {
        ...at,
        yDistance: distance,
        speed: 3_000,
        gestureSourceType: 'mouse',
      })
    for (const share of [0.1, 0.5, 0.9, 0.3, 0.7, 1]) {
      await tab.evaluate(
        `(() => { const bar = document.querySelector(${JSON.stringify(open.scroller)}); bar.scrollTop = ${share} * (bar.scrollHeight - bar.clientHeight) })()`,
      )
      await sleep(400)
    }
  }

  async #search(kind: keyof typeof SEARCHES): Promise<Search> {
    const { tab, open, thread, browser, arm, progress } = this.#parts
    const { name, before, text, pattern, isNegated } = SEARCHES[kind]
    const expression = new RegExp(pattern, 'i')
    const passes = (line: string) => expression.test(line) !== isNegated
    const isWhole = this.#lost === 0
    const expected = isWhole ? countOf(passes, this.#sent) + open.extra.filter(passes).length : null
    progress(`${arm.name}: ${name}`)
    const find = kind === 'find' ? open.find : null
    if (find) await find.open(tab)
    else await tab.evaluate(`document.querySelector(${JSON.stringify(open.filter)}).focus()`)
    if (before !== '') await paste(tab, before)
    await sleep(before === '' ? SETTLE_MS : 3 * SETTLE_MS)
    const wish: WatchWish = {
      from: kind === 'word' ? 'keydown' : 'input',
      rows: find?.hits ?? open.rows,
      pattern: find && find.hits === find.status ? '' : pattern,
      isNegated,
      isOneEnough: find !== null,
      status: find?.status ?? open.status,
      expected,
      timeoutMs: SEARCH_MS,
    }
    const found = { firstMs: null as number | null, allMs: null as number | null, statusText: '' }
    const used = { main: 0, workers: 0 }
    const main = await traceMainThread(browser, thread, async () => {
      const start = threadSeconds(thread)
      Object.assign(found, await watched(tab, wish, () => (kind === 'word' ? tab.type(text) : paste(tab, text))))
      const end = threadSeconds(thread)
      used.main = end.main - start.main
      used.workers = end.workers - start.workers
    })
    await empty(tab, find ? ':focus' : open.filter)
    await sleep(2 * SETTLE_MS)
    return {
      name,
      firstMs: found.firstMs,
      allMs: found.allMs,
      shown: numbersIn(found.statusText).at(find ? -1 : 0) ?? null,
      expected,
      thread: main,
      mainCpuMs: used.main * 1_000,
      workerCpuMs: used.workers * 1_000,
    }
  }

  /** A fixed loop on the page's main thread: how fast the machine is now, and how much others take of it. */
  async #spin(): Promise<{ wall: number; cpu: number }> {
    const { tab, thread } = this.#parts
    const before = threadSeconds(thread)
    const wall = await tab.evaluate<number>(SPIN)
    return { wall, cpu: (threadSeconds(thread).main - before.main) * 1_000 }
  }
}

const SPIN = `(() => {
  const startedMs = performance.now()
  let x = 1
  for (let i = 0; i < 100_000_000; i++) x = (Math.imul(x, 1_664_525) + i) | 0
  return performance.now() - startedMs + (x === 0 ? 1e-9 : 0)
})()`

/** The numbers of a text, with their separators: `1,000 of 2,000`. */
function numbersIn(text: string): number[] {
  return [...text.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', '')))
}

function count(number: number): string {
  return number.toLocaleString('en')
}
