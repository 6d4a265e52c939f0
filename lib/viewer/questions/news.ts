/** How many errors, and how many records that pass a filter, came since the last answer: for a tab that nobody looks at. */
import { levelIndex } from '#lib/protocol/levels.ts'
import { visibleLine } from '#lib/protocol/visible-text.ts'
import { searchableText } from '#lib/viewer/ansi.ts'
import { rowText } from '#lib/viewer/display-body.ts'
import { FilterTests } from '#lib/viewer/filter-tests.ts'
import type { LogReader, ReadableChunk } from '#lib/viewer/log-reader.ts'
import type { LogFilter, LogPlace } from '#lib/viewer/log-terms.ts'
import { Slices } from '#lib/viewer/slices.ts'

export interface NewsRequest {
  /** Where the last answer ended; null: count nothing, only tell where the log ends. */
  after: readonly LogPlace[] | null
  /** Null: no filter is wanted. */
  filter: LogFilter | null
}

export interface News {
  /** The newest record of each session: the next `after`. */
  heads: LogPlace[]
  errorCount: number
  matchCount: number
  /** One line of the newest error, and of the newest record that passes; empty without one. */
  errorLine: string
  matchLine: string
}

const ERROR = levelIndex('error')
const FATAL = levelIndex('fatal')
/** Longest line of an answer, characters. */
const LINE_CHARS_MAX = 160

export async function answerNews(reader: LogReader, { after, filter }: NewsRequest): Promise<News> {
  const slices = new Slices()
  const news: News = { heads: [], errorCount: 0, matchCount: 0, errorLine: '', matchLine: '' }
  const tests = filter && new FilterTests(filter)
  let errorAt: [ReadableChunk, number] | null = null
  let matchAt: [ReadableChunk, number] | null = null
  for (const { id, chunks, deviceName } of [...reader.sessions]) {
    const last = chunks.at(-1)
    if (!last || last.count === 0) continue
    const head = last.seqAt(last.count - 1)
    news.heads.push({ session: id, seq: head })
    if (!after) continue
    // Everything is news in a session that began meanwhile.
    const from = after.find(({ session }) => session === id)?.seq ?? 0
    const test = tests?.of(deviceName) ?? null
    for (const chunk of [...chunks]) {
      if (chunk.seqAt(chunk.count - 1) <= from) continue
      for (let i = 0; i < chunk.count; i++) {
        if (chunk.seqAt(i) <= from || chunk.seqAt(i) > head) continue
        if (slices.isOver) await slices.next()
        const level = chunk.levelAt(i)
        if (level === ERROR || level === FATAL) {
          news.errorCount++
          errorAt = [chunk, i]
        }
        if (filter && (!test || test.passes(chunk.record(i)))) {
          news.matchCount++
          matchAt = [chunk, i]
        }
      }
    }
  }
  if (errorAt) news.errorLine = lineOf(...errorAt)
  if (matchAt) news.matchLine = lineOf(...matchAt)
  return news
}

function lineOf(chunk: ReadableChunk, index: number): string {
  return visibleLine(searchableText(rowText(chunk.record(index)).text)).slice(0, LINE_CHARS_MAX)
}
