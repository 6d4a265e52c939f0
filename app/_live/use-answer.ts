'use client'

/** The answer to a question about the log, asked again when the log changes: at most four times a second, and not while hidden. */
import { useEffect, useRef, useState } from 'react'
import type { Answer, QuestionName, Request } from '#lib/viewer/log-questions.ts'
import type { LogSource, LogView } from '#lib/viewer/log-source.ts'

/** Shortest time between two questions, milliseconds. */
export const PAUSE_MS = 250

/** Null until the first answer. `request` null asks nothing; it must stay the same object while it says the same. */
export function useAnswer<K extends QuestionName>(
  log: LogSource,
  view: LogView,
  question: K,
  request: Request<K> | null,
  pauseMs = PAUSE_MS,
): Answer<K> | null {
  const [answer, setAnswer] = useState<Answer<K> | null>(null)
  const want = useRef(() => {})

  useEffect(() => {
    if (request === null) return
    let isOver = false
    let isAsking = false
    let isWanted = false
    let askedAtMs = Number.NEGATIVE_INFINITY
    let timer: ReturnType<typeof setTimeout> | null = null
    async function ask(wanted: Request<K>) {
      timer = null
      if (document.hidden) return
      isWanted = false
      isAsking = true
      askedAtMs = performance.now()
      try {
        const next = await log.ask(question, wanted)
        if (!isOver) setAnswer(next)
      } catch {
        // The records were taken away meanwhile, with their worker or their page. The next change asks again.
      } finally {
        isAsking = false
        if (isWanted) plan(wanted)
      }
    }
    function plan(wanted: Request<K>) {
      isWanted = true
      if (isOver || isAsking || timer !== null || document.hidden) return
      timer = setTimeout(() => void ask(wanted), Math.max(0, askedAtMs + pauseMs - performance.now()))
    }
    const look = () => isWanted && plan(request)
    want.current = () => plan(request)
    document.addEventListener('visibilitychange', look)
    return () => {
      isOver = true
      want.current = () => {}
      if (timer !== null) clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [log, question, request, pauseMs])

  const { total, trimmed, cleared, matched, isFiltering, filter } = view
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what an answer depends on
  useEffect(() => want.current(), [log, question, request, total, trimmed, cleared, matched, isFiltering, filter])
  return answer
}
