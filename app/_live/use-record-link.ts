'use client'

/**
 * Links to records. Opening one pauses, scrolls to the record and opens it as soon as it is there, and says so when it is no
 * longer held. A link of a guest's page keeps the secret of the share link in its fragment, where the server never sees it.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { toast } from '#app/_ui/toast.ts'
import { useCopy } from '#app/_ui/use-copy.ts'
import { useFragment } from '#app/_ui/use-fragment.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import type { LogPlace, LogView, RecordRow } from '#lib/viewer/log-source.ts'
import { type LinkedPlace, readFragment, writeFragment } from '#lib/viewer/record-link.ts'

export interface RecordLink {
  /** Copies a link to a record of this page. */
  copyLink: (place: LogPlace) => void
}

export interface RecordLinkOptions {
  live: LiveSource
  view: LogView
  /** False where the fragment means something else. */
  isOn: boolean
  /** Shows a record that the link names. */
  onFound: (row: RecordRow) => void
  onClearFilter: () => void
}

export function useRecordLink({ live, view, isOn, onFound, onClearFilter }: RecordLinkOptions): RecordLink {
  const t = useTranslations('record')
  const { log } = live
  const fragment = useFragment()
  const { copy } = useCopy()
  const [wanted, setWanted] = useState<LinkedPlace | null>(null)
  const isAsking = useRef(false)
  const latest = useRef({ onFound, onClearFilter, t })
  useEffect(() => {
    latest.current = { onFound, onClearFilter, t }
  })

  useEffect(() => setWanted(isOn ? readFragment(fragment ?? '').place : null), [fragment, isOn])

  // Each view may have brought the record.
  useEffect(() => {
    if (!wanted || isAsking.current || view.isFiltering) return
    isAsking.current = true
    const hasEnded = live.snapshot().session?.endedAtMs != null
    log
      .ask('place', wanted)
      .then(({ session, record, isShown, isPassed }) => {
        const words = latest.current
        if (record && session !== null) {
          setWanted(null)
          words.onFound({ kind: 'record', key: `${session}:${record.seq}`, session, seq: record.seq, record })
          if (!isShown)
            toast(words.t('linkHidden'), { action: { label: words.t('clearFilter'), onClick: words.onClearFilter } })
        } else if (view.awaited === 0 && (isPassed || (hasEnded && view.total > 0))) {
          setWanted(null)
          toast.error(words.t('linkGone', { seq: wanted.seq }))
        }
      })
      // The log has closed: there is nothing to show.
      .catch(() => setWanted(null))
      .finally(() => {
        isAsking.current = false
      })
  }, [wanted, view, log, live])

  const copyLink = useCallback(
    async ({ session, seq }: LogPlace) => {
      const url = new URL(location.href)
      const isFirst = log.view().rowCount > 0 && (await log.ask('place', { session: null, seq })).session === session
      const { secret } = readFragment(url.hash.slice(1))
      url.hash = writeFragment({ secret, place: { session: isFirst ? null : session, seq } })
      if (await copy(url.href)) toast.success(t('linkCopied', { seq }))
    },
    [copy, log, t],
  )
  return { copyLink: (place) => void copyLink(place) }
}
