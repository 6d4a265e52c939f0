'use client'

/** The acts with marks and comments, by keys and in the palette. */
import { useTranslations } from 'use-intl'
import { useActions } from '#app/_actions/use-actions.ts'
import { Bookmark, ChevronDown, ChevronUp, Eye, MessageSquarePlus, MessagesSquare } from '#app/_ui/icons.ts'
import { toast } from '#app/_ui/toast.ts'
import type { LogPlace } from '#lib/viewer/log-source.ts'
import type { PlacedAnnotation } from '#lib/viewer/together/together-snapshot.ts'
import { nextPlace } from './next-place.ts'

export interface MarkActs {
  annotations: readonly PlacedAnnotation[]
  /** The record with the cursor. */
  selected: LogPlace | null
  toggle: () => void
  comment: () => void
  jump: (place: LogPlace) => void
  openPanel: () => void
  toggleLead: () => void
}

export function useMarkActions({
  annotations,
  selected,
  toggle,
  comment,
  jump,
  openPanel,
  toggleLead,
}: MarkActs): void {
  const t = useTranslations('live.together')

  function step(direction: 1 | -1) {
    const next = nextPlace(annotations, selected, direction)
    if (next) jump(next)
    else toast(t('noFurther'), { id: 'jump' })
  }

  useActions([
    { id: 'mark', group: 'records', label: t('toggle'), keys: ['m'], icon: Bookmark, run: toggle },
    { id: 'comment', group: 'records', label: t('commentOn'), keys: ['M'], icon: MessageSquarePlus, run: comment },
    { id: 'next-mark', group: 'records', label: t('nextMark'), keys: [']'], icon: ChevronDown, run: () => step(1) },
    {
      id: 'previous-mark',
      group: 'records',
      label: t('previousMark'),
      keys: ['['],
      icon: ChevronUp,
      run: () => step(-1),
    },
    { id: 'together', group: 'page', label: t('open'), icon: MessagesSquare, run: openPanel },
    { id: 'lead', group: 'page', label: t('lead'), icon: Eye, run: toggleLead },
  ])
}
