'use client'

/** Goes to the next error or the next match in either direction, from the selected record on, and says when there are no more. */
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { toast } from '#app/_ui/toast.ts'
import type { LogPlace, LogSource } from '#lib/viewer/log-source.ts'
import type { NextRequest } from '#lib/viewer/questions/next.ts'
import type { Selection } from './use-selection.ts'

export interface NextRecord {
  toError: (direction: 1 | -1) => void
  /** `text` is what to look for, as in the filter. */
  toHit: (direction: 1 | -1, text: string) => void
}

export function useNextRecord(log: LogSource, selection: Selection): NextRecord {
  const t = useTranslations('record.acts')
  const { selected, show } = selection
  /** Where the next press starts. The page is drawn later than a quick second press comes. */
  const at = useRef<LogPlace | null>(null)
  const turn = useRef(Promise.resolve())
  useEffect(() => {
    at.current = selected && { session: selected.session, seq: selected.seq }
  }, [selected])

  async function step(request: Pick<NextRequest, 'direction' | 'levels' | 'text'>, words: 'noError' | 'noHit') {
    const found = await log.ask('next', { ...request, from: at.current, which: 'shown' })
    if (!found) {
      toast(t(words), { id: 'jump' })
      return
    }
    const { session, record } = found
    at.current = { session, seq: record.seq }
    show({ kind: 'record', key: `${session}:${record.seq}`, session, seq: record.seq, record }, false)
  }
  const go = (...args: Parameters<typeof step>) => {
    turn.current = turn.current.then(() => step(...args)).catch(() => {}) // the page has closed its source
  }
  return {
    toError: (direction) => go({ direction, levels: ['error', 'fatal'], text: '' }, 'noError'),
    toHit: (direction, text) => {
      if (text.trim() === '') toast(t('noSearch'), { id: 'jump' })
      else go({ direction, levels: [], text }, 'noHit')
    },
  }
}
