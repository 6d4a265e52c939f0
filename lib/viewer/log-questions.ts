/**
 * The questions that the page may ask about the records. Each has a file in `questions/`: its request, its answer, and the
 * function that answers. All of it is plain data, because the log may live in a worker.
 */
import type { LogReader } from './log-reader.ts'
import { answerFields } from './questions/fields.ts'
import { answerFind } from './questions/find.ts'
import { answerLocate } from './questions/locate.ts'
import { answerNews } from './questions/news.ts'
import { answerNext } from './questions/next.ts'
import { answerPage } from './questions/page.ts'
import { answerPatterns } from './questions/patterns.ts'
import { answerPlace } from './questions/place.ts'
import { answerSameId } from './questions/same-id.ts'
import { answerSessions } from './questions/sessions.ts'
import { answerSuggest } from './questions/suggest.ts'
import { answerTicks } from './questions/ticks.ts'
import { answerTimeline } from './questions/timeline.ts'
import { answerUnkept } from './questions/unkept.ts'

/** Each answers from what the reader holds now. */
const QUESTIONS = {
  fields: answerFields,
  find: answerFind,
  locate: answerLocate,
  news: answerNews,
  next: answerNext,
  page: answerPage,
  patterns: answerPatterns,
  place: answerPlace,
  sameId: answerSameId,
  sessions: answerSessions,
  suggest: answerSuggest,
  ticks: answerTicks,
  timeline: answerTimeline,
  unkept: answerUnkept,
}

type Questions = typeof QUESTIONS
export type QuestionName = keyof Questions
export type Request<K extends QuestionName> = Parameters<Questions[K]>[1]
export type Answer<K extends QuestionName> = Awaited<ReturnType<Questions[K]>>

export async function answer<K extends QuestionName>(
  reader: LogReader,
  question: K,
  request: Request<K>,
): Promise<Answer<K>> {
  const ask = QUESTIONS[question] as (reader: LogReader, request: Request<K>) => unknown
  return (await ask(reader, request)) as Answer<K>
}
