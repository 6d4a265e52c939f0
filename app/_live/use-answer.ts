'use client'

/** The answer to a question about the log, asked again when the log changes: at most twice a second, and not while hidden. */
import { useEffect, useState } from 'react'
import { redrawWaitMs } from '#lib/viewer/calm.ts'
import type { Answer, QuestionName, Request } from '#lib/viewer/log-questions.ts'
import type { LogSource, LogView } from '#lib/viewer/log-source.ts'

/** Shortest time between two questions, milliseconds. */
export const PAUSE_MS = 500

/**
 * Null until the first answer. `request` null asks nothing; it must stay the same object while it says the same. Components that
 * use it need no view of the log, so they are drawn anew only with an answer.
 */
export function useAnswer<K extends QuestionName>(
  log: LogSource,
  question: K,
  request: Request<K> | null,
  pauseMs = PAUSE_MS,
): Answer<K> | null {
  const [answer, setAnswer] = useState<Answer<K> | null>(null)

  useEffect(() => {
    if (request === null) return
    const wanted = request
    let isOver = false
    let isAsking = false
    let isWanted = false
    let askedAtMs = Number.NEGATIVE_INFINITY
    let timer: ReturnType<typeof setTimeout> | null = null
    let seen: LogView | null = null

    async function ask() {
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
        if (isWanted) plan()
      }
    }
    function plan() {
      isWanted = true
      if (isOver || isAsking || document.hidden) return
      const waitMs = redrawWaitMs(askedAtMs, performance.now(), pauseMs)
      if (timer !== null && waitMs > 0) return
      if (timer !== null) clearTimeout(timer)
      timer = setTimeout(() => void ask(), waitMs)
    }
    function look() {
      const view = log.view()
      if (seen === null || isOther(seen, view)) plan()
      seen = view
    }
    const lookAgain = () => isWanted && plan()

    look()
    const unsubscribe = log.subscribe(look)
    document.addEventListener('visibilitychange', lookAgain)
    return () => {
      isOver = true
      if (timer !== null) clearTimeout(timer)
      unsubscribe()
      document.removeEventListener('visibilitychange', lookAgain)
    }
  }, [log, question, request, pauseMs])

  return answer
}

/** Whether an answer may differ: records came or went, or others pass the filter. */
function isOther(one: LogView, other: LogView): boolean {
  return (
    one.total !== other.total ||
    one.trimmed !== other.trimmed ||
    one.cleared !== other.cleared ||
    one.matched !== other.matched ||
    one.isFiltering !== other.isFiltering ||
    one.filter !== other.filter
  )
}
