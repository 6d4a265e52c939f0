/**
 * Time that only the simulator moves: events in order of their virtual time, hosts that can freeze or die with their timers,
 * and random numbers that a seed repeats.
 */
export type Random = () => number

/** mulberry32: small, quick, and the same on every machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

interface Event {
  atMs: number
  order: number
  work: (() => void) | null
}

const settledPromises = () => new Promise<void>((resolve) => setImmediate(resolve))

export class VirtualTime {
  nowMs = 0
  /** Counts what was done; a schedule that never comes to rest shows here. */
  steps = 0
  /** Something was done that promises follow. */
  hasPromises = false
  #order = 0
  /** A binary heap, the earliest first. */
  readonly #heap: Event[] = []

  at(atMs: number, work: () => void): () => void {
    const event: Event = { atMs: Math.max(atMs, this.nowMs), order: this.#order++, work }
    this.#push(event)
    return () => {
      event.work = null
    }
  }

  after(delayMs: number, work: () => void): () => void {
    return this.at(this.nowMs + delayMs, work)
  }

  async runUntil(untilMs: number): Promise<void> {
    for (let next = this.#heap[0]; next && next.atMs <= untilMs; next = this.#heap[0]) {
      this.#pop()
      if (!next.work) continue
      if (++this.steps > 2_000_000) throw new Error(`the simulated system never comes to rest at ${this.nowMs} ms`)
      this.nowMs = next.atMs
      next.work()
      if (!this.hasPromises) continue
      this.hasPromises = false
      await settledPromises()
    }
    this.nowMs = untilMs
  }

  #push(event: Event): void {
    const heap = this.#heap
    let at = heap.push(event) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(event, heap[parent] as Event)) break
      heap[at] = heap[parent] as Event
      at = parent
    }
    heap[at] = event
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Event
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = at * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child++
      if (!isBefore(heap[child] as Event, last)) break
      heap[at] = heap[child] as Event
      at = child
    }
    heap[at] = last
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

/** A process or a browser tab: its timers stop while it is frozen and end when it dies. */
export class Host {
  readonly name: string
  readonly time: VirtualTime
  readonly random: Random
  isFrozen = false
  /** What its wall clock is ahead by. */
  clockOffsetMs = 0
  /** When it was last disturbed; a frozen one is disturbed now. */
  troubledAtMs = Number.NEGATIVE_INFINITY
  #life = 0
  #due: (() => void)[] = []
  readonly #listeners = new Set<() => void>()

  constructor(name: string, time: VirtualTime, seed: number) {
    this.name = name
    this.time = time
    this.random = seededRandom(seed)
  }

  /** Epoch milliseconds by this host's own clock. */
  wallMs = () => 1_700_000_000_000 + this.time.nowMs + this.clockOffsetMs

  after = (delayMs: number, work: () => void): (() => void) => {
    const life = this.#life
    let isCancelled = false
    const act = () => {
      if (!isCancelled && life === this.#life) work()
    }
    const cancel = this.time.after(Math.max(0, delayMs), () => {
      if (life !== this.#life) return
      if (this.isFrozen) this.#due.push(act)
      else act()
    })
    return () => {
      isCancelled = true
      cancel()
    }
  }

  every(intervalMs: number, work: () => void): void {
    this.after(intervalMs, () => {
      work()
      this.every(intervalMs, work)
    })
  }

  /** Told when it freezes or thaws. */
  listen(hear: () => void): () => void {
    this.#listeners.add(hear)
    return () => this.#listeners.delete(hear)
  }

  freeze(): void {
    if (this.isFrozen) return
    this.isFrozen = true
    for (const hear of [...this.#listeners]) hear()
  }

  /** Timers that came due fire before messages are read, as in every event loop. */
  thaw(): void {
    if (!this.isFrozen) return
    this.isFrozen = false
    this.troubledAtMs = this.time.nowMs
    this.time.hasPromises = true
    for (const act of this.#due.splice(0)) act()
    for (const hear of [...this.#listeners]) hear()
  }

  /** Its memory and its timers are gone; it may begin a new life. */
  die(): void {
    this.#life++
    this.#due = []
    this.isFrozen = false
    this.troubledAtMs = this.time.nowMs
  }
}
