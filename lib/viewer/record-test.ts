/** A filter as chunks apply it: columns and needles leave a few candidates, which the matcher decides. */
import { LEVELS, levelIndex } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { type NeedleScan, needleScan } from './needle-scan.ts'
import type { RecordColumns } from './record-columns.ts'
import type { RecordMatcher } from './record-matcher.ts'

/** When fewer than one record in this many is left, their texts are searched one by one. */
const FEW = 4
/** A needle that more than this share of a chunk's records hold is not looked for in the next chunks. */
const NEARLY_ALL = 0.9
const CHUNKS_PASSED_OVER = 15
/** What {@link RecordTest.candidates} says of a record: it does not pass, must be tested, or passes. */
export const FAILS = 0
export const MAY_PASS = 1
export const PASSES = 2
const EVERY_LEVEL = (1 << LEVELS.length) - 1

export class RecordTest {
  readonly #matcher: RecordMatcher
  readonly #sieves: readonly Sieve[]
  readonly #exclusions: readonly ((columns: RecordColumns, found: Uint8Array) => void)[]
  readonly #isEveryLevel: boolean
  readonly #isAllTime: boolean

  constructor(matcher: RecordMatcher) {
    this.#matcher = matcher
    this.#sieves = matcher.needles
      .map(needleScan)
      .filter((scan) => scan !== null)
      .sort((a, b) => b.length - a.length)
      .map((scan) => new Sieve(scan))
    const exclusions = (matcher.exclusions ?? []).map((text) => needleScan(text)?.scan ?? null)
    this.#exclusions = exclusions.every((scan) => scan !== null) ? exclusions : []
    this.#isEveryLevel = (matcher.levels & EVERY_LEVEL) === EVERY_LEVEL
    this.#isAllTime = matcher.fromMs === Number.NEGATIVE_INFINITY && matcher.toMs === Number.POSITIVE_INFINITY
  }

  passes(record: NumberedRecord): boolean {
    const { levels, fromMs, toMs } = this.#matcher
    if (!this.#isEveryLevel && ((levels >> levelIndex(record.level)) & 1) === 0) return false
    if (!this.#isAllTime && !(record.timeMs >= fromMs && record.timeMs < toMs)) return false
    return this.#matcher.test(record)
  }

  /**
   * Says of each record whether it can pass, by columns and bytes alone, in an array that the next call overwrites; and how many
   * must be tested.
   */
  candidates(columns: RecordColumns): { candidates: Uint8Array; count: number } {
    const { count } = columns
    if (marks.length < count) {
      marks = new Uint8Array(count)
      found = new Uint8Array(count)
    }
    let left = this.#markByColumns(columns)
    for (const sieve of this.#sieves) {
      if (left === 0) break
      left = sieve.keep(columns, left)
    }
    if (left > 0 && this.#exclusions.length > 0) left -= this.#passWithoutExclusions(columns)
    return { candidates: marks, count: left }
  }

  #markByColumns(columns: RecordColumns): number {
    const { count } = columns
    if (this.#isEveryLevel && this.#isAllTime) {
      marks.fill(1, 0, count)
      return count
    }
    const { levels, fromMs, toMs } = this.#matcher
    let left = 0
    for (let i = 0; i < count; i++) {
      const timeMs = columns.timeMsAt(i)
      const isIn =
        ((levels >> columns.levelAt(i)) & 1) === 1 && (this.#isAllTime || (timeMs >= fromMs && timeMs < toMs))
      marks[i] = isIn ? 1 : 0
      if (isIn) left++
    }
    return left
  }

  /** Those that hold nothing of what the filter excludes. Returns how many they are. */
  #passWithoutExclusions(columns: RecordColumns): number {
    const { count } = columns
    found.fill(0, 0, count)
    for (const scan of this.#exclusions) scan(columns, found)
    let passing = 0
    for (let i = 0; i < count; i++) {
      if (marks[i] === FAILS || found[i] === 1 || columns.isIrregular(i)) continue
      marks[i] = PASSES
      passing++
    }
    return passing
  }
}

/** Strikes out the records that do not hold one needle. */
class Sieve {
  readonly #scan: NeedleScan
  /** Chunks that it lets pass, because nearly every record of the last one held the needle. */
  #passOver = 0

  constructor(scan: NeedleScan) {
    this.#scan = scan
  }

  /** Returns how many of the `left` marked records stay marked. */
  keep(columns: RecordColumns, left: number): number {
    if (this.#passOver > 0) {
      this.#passOver--
      return left
    }
    const { scan } = this.#scan
    const kept = scan && left * FEW >= columns.count ? this.#search(columns, scan) : this.#ask(columns)
    if (kept > left * NEARLY_ALL) this.#passOver = CHUNKS_PASSED_OVER
    return kept
  }

  /** Searches the text of all records at once. */
  #search(columns: RecordColumns, scan: NonNullable<NeedleScan['scan']>): number {
    const { count } = columns
    found.fill(0, 0, count)
    scan(columns, found)
    let left = 0
    for (let i = 0; i < count; i++) {
      if (marks[i] === 0) continue
      if (found[i] === 1 || columns.isIrregular(i)) left++
      else marks[i] = 0
    }
    return left
  }

  #ask(columns: RecordColumns): number {
    let left = 0
    for (let i = 0; i < columns.count; i++) {
      if (marks[i] === 0) continue
      if (columns.isIrregular(i) || this.#scan.occursIn(columns, i)) left++
      else marks[i] = 0
    }
    return left
  }
}

let marks = new Uint8Array(512)
let found = new Uint8Array(512)
