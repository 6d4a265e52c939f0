'use client'

/** Goes to the next error or the next match in either direction, from the selected record on, and says when there are no more. */
import { useTranslations } from 'use-intl'
import { toast } from '#app/_ui/toast.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'
import type { NextRequest } from '#lib/viewer/questions/next.ts'
import type { Selection } from './use-selection.ts'

export interface NextRecord {
  toError: (direction: 1 | -1) => void
  /** `text` is what to look for, as in the filter. */
  toHit: (direction: 1 | -1, text: string) => void
}

export function useNextRecord(log: LogSource, selection: Selection): NextRecord {
  const t = useTranslations('record.acts')
  async function go(request: Pick<NextRequest, 'direction' | 'levels' | 'text'>, words: 'noError' | 'noHit') {
    const from = selection.selected && { session: selection.selected.session, seq: selection.selected.seq }
    const found = await log.ask('next', { ...request, from, which: 'shown' })
    if (!found) {
      toast(t(words), { id: 'jump' })
      return
    }
    const { session, record } = found
    const row = { kind: 'record' as const, key: `${session}:${record.seq}`, session, seq: record.seq, record }
    selection.show(row, false)
  }
  return {
    toError: (direction) => void go({ direction, levels: ['error', 'fatal'], text: '' }, 'noError'),
    toHit: (direction, text) => {
      if (text.trim() === '') toast(t('noSearch'), { id: 'jump' })
      else void go({ direction, levels: [], text }, 'noHit')
    },
  }
}
