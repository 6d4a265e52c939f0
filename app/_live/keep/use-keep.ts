'use client'

/** Whether this browser keeps the session in view, and the switch for it. Says what happens to the copy. */
import { useCallback, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useLiveSnapshot } from '#app/_live/use-live-viewer.ts'
import { toast } from '#app/_ui/toast.ts'
import { visibleLine } from '#lib/protocol/visible-text.ts'
import type { KeepEnd } from '#lib/viewer/keep/log-keeper.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { isKeeping, isKeepingAny, setKeeping } from './keep-choices.ts'

export interface KeepRight {
  /** The share link that gave access; null for people with an account here. */
  link: string | null
}

export interface Keep {
  isOn: boolean
  turn: (isOn: boolean) => void
}

/** Null where nothing can be kept: no session yet, or a page without the right. */
export function useKeep(live: LiveSource, right: KeepRight | undefined): Keep | null {
  const t = useTranslations('files.keep')
  const { session } = useLiveSnapshot(live)
  const current = session?.session ?? null
  // A page that follows a device goes on with the copy that it began.
  const [first, setFirst] = useState<string | null>(null)
  const id = first ?? current
  const [isOn, setOn] = useState(false)
  const canKeep = right !== undefined && id !== null
  const link = right?.link ?? null

  useEffect(() => {
    if (id === null) return
    setFirst(id)
    setOn(isKeeping(id))
  }, [id])

  useEffect(() => {
    if (!canKeep || !isOn || id === null) return
    let isCurrent = true
    let stop = () => {}
    const handleEnd = (reason: KeepEnd) => {
      setKeeping(id, false)
      setOn(false)
      if (reason === 'full') toast.error(t('full'))
      else if (reason !== 'removed') toast.error(t('failed', { reason: reason.message || reason.name }))
    }
    import('./start-keeping.ts')
      .then(({ startKeeping }) =>
        startKeeping({
          live,
          id,
          link,
          onRemoved: (logs) => toast(t('removed', { count: logs.length, name: visibleLine(logs[0]?.name ?? '') })),
          onEnd: handleEnd,
        }),
      )
      .then((end) => {
        if (isCurrent) stop = end
        else end()
      }, handleEnd)
    return () => {
      isCurrent = false
      stop()
    }
  }, [live, canKeep, isOn, id, link, t])

  const turn = useCallback(
    (next: boolean) => {
      if (id === null) return
      setKeeping(id, next)
      setOn(next)
    },
    [id],
  )
  return canKeep ? { isOn, turn } : null
}

/** What was kept by a link goes when the link does. */
export function useForgottenLink(link: string, code: string | undefined): void {
  useEffect(() => {
    if ((code !== 'link-revoked' && code !== 'link-expired') || !isKeepingAny()) return
    void import('./start-keeping.ts').then(({ forgetLink }) => forgetLink(link)).catch(() => {})
  }, [link, code])
}
