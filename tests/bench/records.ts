/**
 * Log lines for the benchmarks: from files of real logs if a folder is given, otherwise generated with the size distribution of
 * Loghub's 2k samples (mean 137 bytes, p50 122, p90 213, p99 350, 0.1 % long). Seeded, so every arm gets the same bytes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A small seeded generator (mulberry32); good enough for sizes and words. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const WORDS =
  'connection session request timeout user cache retry block packet server device open close read write failed'.split(
    ' ',
  )
/** Cumulative share → upper size in bytes. */
const SIZES: [share: number, bytes: number][] = [
  [0.1, 70],
  [0.5, 122],
  [0.9, 213],
  [0.99, 350],
  [0.999, 815],
  [1, 4096],
]

export function sampleLines(count: number, seed: number, corpusDir?: string): string[] {
  const random = seededRandom(seed)
  if (corpusDir) {
    const files = readdirSync(corpusDir).filter((file) => file.endsWith('.log'))
    const lines = files.flatMap((file) =>
      readFileSync(path.join(corpusDir, file), 'utf8').split(/\r?\n/).filter(Boolean),
    )
    return Array.from({ length: count }, () => lines[Math.floor(random() * lines.length)] ?? '')
  }
  return Array.from({ length: count }, () => {
    const share = random()
    const at = SIZES.findIndex(([upTo]) => share <= upTo)
    const [low, high] = [SIZES[at - 1]?.[1] ?? 40, SIZES[at]?.[1] ?? 122]
    const size = Math.round(low + random() * (high - low))
    let line = ''
    while (line.length < size) line += `${WORDS[Math.floor(random() * WORDS.length)]} ${Math.floor(random() * 1e5)} `
    return line.slice(0, size)
  })
}
