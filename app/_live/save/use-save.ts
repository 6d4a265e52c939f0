'use client'

/** Saves the log as a file and reports it: progress with a way to stop where it takes long, what was saved, and what went wrong. */
import { useCallback } from 'react'
import { useTranslations } from 'use-intl'
import { toast } from '#app/_ui/toast.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { type SaveChoice, writeLog } from './write-log.ts'

/** A shorter save reports its end only. */
const PROGRESS_AFTER_MS = 400
/** How often the count changes. */
const PROGRESS_EVERY_MS = 200

let saves = 0

export function useSave(live: LiveSource): (choice: SaveChoice) => Promise<void> {
  const t = useTranslations('files')
  const tUi = useTranslations('ui')
  return useCallback(
    async (choice) => {
      const stop = new AbortController()
      const { total, matched } = live.log.view()
      const whole = choice.which === 'all' ? total : matched
      const id = `save-${++saves}`
      let done = 0
      let nextMs = performance.now() + PROGRESS_AFTER_MS
      const report = (count: number) => {
        done = count
        if (performance.now() < nextMs) return
        nextMs = performance.now() + PROGRESS_EVERY_MS
        toast.loading(t('saving', { done, total: Math.max(done, whole) }), {
          id,
          duration: Number.POSITIVE_INFINITY,
          action: { label: tUi('cancel'), onClick: () => stop.abort() },
        })
      }
      try {
        const name = await writeLog(live, choice, { signal: stop.signal, onProgress: report })
        toast.dismiss(id)
        if (name !== null) toast.success(t('saved', { count: done }), { description: name })
      } catch (error) {
        toast.dismiss(id)
        if (stop.signal.aborted) toast(t('canceled'))
        else toast.error(faultOf(error as Error, t))
      }
    },
    [live, t, tUi],
  )
}

function faultOf(error: Error, t: ReturnType<typeof useTranslations<'files'>>): string {
  if (error.name === 'QuotaExceededError') return t('fault.space')
  if (error.name === 'NotAllowedError' || error.name === 'NoModificationAllowedError') return t('fault.permission')
  return t('fault.other', { reason: error.message || error.name })
}
