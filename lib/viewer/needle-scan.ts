/**
 * Finds records whose text may hold a needle, ignoring case, without decoding them: Horspool's search over UTF-8 bytes, which
 * looks at every n-th byte for a needle of n. A record that it passes over has no such text; one that it finds must be tested.
 */
import { jsonText } from '#lib/protocol/json-text.ts'
import type { RecordColumns } from './record-columns.ts'

/** Longest part of a needle to look for, bytes: more would find no fewer records. */
const NEEDLE_BYTES_MAX = 64
/** Characters that a person may not see where they are, or sees otherwise. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROL = /[\0-\x1f\x7f-\x9f]/
const ASCII_RUN = /[\x20-\x7e]+/g

export interface NeedleScan {
  /** Length of what is looked for: the longest needle is the rarest. */
  readonly length: number
  occursIn(columns: RecordColumns, index: number): boolean
  /** Marks in `found` the records of which the text holds the needle. Null: {@link occursIn} must be asked of each. */
  readonly scan: ((columns: RecordColumns, found: Uint8Array) => void) | null
}

/** Null when the needle says nothing about the text. */
export function needleScan(needle: string): NeedleScan | null {
  if (needle === '' || CONTROL.test(needle)) return null
  const escaped = jsonText(needle).slice(1, -1)
  const run = (escaped.match(ASCII_RUN) ?? []).reduce(
    (longest, part) => (part.length > longest.length ? part : longest),
    '',
  )
  if (run.length === escaped.length || run.length > 2) return new ByteScan(run.slice(0, NEEDLE_BYTES_MAX))
  return new TextScan(escaped)
}

class ByteScan implements NeedleScan {
  readonly length: number
  readonly #needle: Uint8Array
  /** How far the window may move when this byte is under its end; 0: the byte fits. */
  readonly #skip = new Uint8Array(256)
  /** How far it may move when the byte fits and the rest does not. */
  readonly #shift: number

  constructor(needle: string) {
    this.#needle = Uint8Array.from(needle, (char) => LOWER[char.charCodeAt(0)] as number)
    const last = this.#needle.length - 1
    this.length = needle.length
    this.#skip.fill(this.length)
    let shift = this.length
    for (const [i, byte] of this.#needle.entries()) {
      if (i < last && byte === this.#needle[last]) shift = last - i
      for (const cased of [byte, UPPER[byte] as number]) this.#skip[cased] = last - i
    }
    this.#shift = shift
  }

  occursIn(columns: RecordColumns, index: number): boolean {
    return this.#next(columns.text, columns.startAt(index), columns.startAt(index + 1)) !== -1
  }

  readonly scan = (columns: RecordColumns, found: Uint8Array): void => {
    const { text, textBytes, count } = columns
    let index = 0
    let at = this.#next(text, 0, textBytes)
    while (at !== -1) {
      while (index + 1 < count && columns.startAt(index + 1) <= at) index++
      found[index] = 1
      at = this.#next(text, columns.startAt(index + 1), textBytes)
    }
  }

  #next(text: Uint8Array, from: number, end: number): number {
    const needle = this.#needle
    const skip = this.#skip
    const last = needle.length - 1
    let at = from + last
    while (at < end) {
      const step = skip[text[at] as number] as number
      if (step > 0) {
        at += step
        continue
      }
      let i = last - 1
      let k = at - 1
      while (i >= 0 && LOWER[text[k] as number] === needle[i]) {
        i--
        k--
      }
      if (i < 0) return k + 1
      at += this.#shift
    }
    return -1
  }
}

/** For needles beyond ASCII, whose cases differ in more than one bit. */
class TextScan implements NeedleScan {
  readonly length: number
  readonly scan = null
  readonly #pattern: RegExp

  constructor(needle: string) {
    this.length = needle.length
    this.#pattern = new RegExp(needle.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu')
  }

  occursIn(columns: RecordColumns, index: number): boolean {
    return this.#pattern.test(columns.textAt(index))
  }
}

const LOWER = new Uint8Array(256).map((_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte))
const UPPER = new Uint8Array(256).map((_, byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte))
