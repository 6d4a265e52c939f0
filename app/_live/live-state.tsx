'use client'

/** Replaces the list while it has nothing to show: says what the page is waiting for, or why nothing will arrive. */
import { CirclePause, FilterX, Hourglass, ListX, type LucideIcon, MonitorOff, Radio } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import type { LiveSnapshot } from '#lib/viewer/live-source.ts'
import type { LogView } from '#lib/viewer/log-source.ts'
import { isFiltering } from './use-url-filter.ts'

export type EmptyKind = 'connecting' | 'device' | 'first' | 'away' | 'ended' | 'filtered' | 'cleared'

/** Null: the list has rows to show. */
export function emptyKind({ isJoined, session }: LiveSnapshot, view: LogView): EmptyKind | null {
  if (view.total > 0 && view.matched === 0 && isFiltering(view.filter)) return view.isFiltering ? null : 'filtered'
  // Nothing but markers for lost records: the summary says more.
  const hasNothing = view.total === 0 && view.awaited === 0 && view.cleared === 0
  if (hasNothing && session?.liveness === 'ended') return 'ended'
  if (view.rowCount > 0) return null
  if (!isJoined) return 'connecting'
  if (view.cleared > 0) return 'cleared'
  if (!session) return 'device'
  if (session.liveness === 'live') return 'first'
  return 'away'
}

export interface LiveStateProps {
  kind: EmptyKind
  view: LogView
  onClearFilter: () => void
  onReload: () => void
  /** What is known about the session once it has ended. */
  summary: ReactNode
  /** Whether the device holds nothing that could still appear. */
  isAtMostOnce: boolean
}

export function LiveState({ kind, view, onClearFilter, onReload, summary, isAtMostOnce }: LiveStateProps) {
  const t = useTranslations('live.state')
  switch (kind) {
    case 'connecting':
      return <SkeletonRows />
    case 'device':
      return <Words icon={Hourglass} title={t('deviceTitle')} text={t('deviceText')} isWaiting />
    case 'first':
      return <Words icon={Radio} title={t('firstTitle')} text={t('firstText')} isWaiting />
    case 'away':
      return (
        <Words
          icon={MonitorOff}
          title={t('awayTitle')}
          text={t(isAtMostOnce ? 'awayOnceText' : 'awayText')}
          isWaiting
        />
      )
    case 'ended':
      return (
        <Words
          icon={CirclePause}
          title={t('endedTitle')}
          text={t(summary ? 'endedText' : 'endedGuestText')}
          actions={summary}
        />
      )
    case 'filtered':
      return (
        <Words
          icon={FilterX}
          title={t('filteredTitle', { shown: view.matched, total: view.total })}
          text={t('filteredText')}
          actions={<Button onClick={onClearFilter}>{t('clearFilters')}</Button>}
        />
      )
    case 'cleared':
      return (
        <Words
          icon={ListX}
          title={t('clearedTitle')}
          text={t('clearedText')}
          actions={<Button onClick={onReload}>{t('showAgain')}</Button>}
        />
      )
  }
}

interface WordsProps {
  icon: LucideIcon
  title: string
  text: string
  actions?: ReactNode
  isWaiting?: boolean
}

function Words({ icon: Icon, title, text, actions, isWaiting = false }: WordsProps) {
  return (
    <div role="status" className="flex min-h-0 flex-1 flex-col overflow-y-auto p-6">
      <div className="m-auto flex max-w-lg flex-col items-center gap-2 text-center">
        <Icon
          aria-hidden
          strokeWidth={1.5}
          data-waiting={isWaiting || undefined}
          className="size-8 text-ink-faint data-waiting:animate-pulse-dot data-waiting:text-accent"
        />
        <h2 className="font-semibold text-lg">{title}</h2>
        <p className="text-pretty text-ink-muted">{text}</p>
        {actions && <div className="mt-3 w-full">{actions}</div>}
      </div>
    </div>
  )
}

const WIDTHS = ['w-1/2', 'w-1/3', 'w-2/5', 'w-3/5', 'w-1/4', 'w-1/2', 'w-2/5', 'w-1/3'] as const

export function SkeletonRows() {
  const t = useTranslations('ui')
  return (
    <div role="status" aria-label={t('loading')} className="flex min-h-0 flex-1 flex-col gap-2 overflow-hidden p-3">
      {WIDTHS.map((width, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change
        <Skeleton key={i} className={`h-4 shrink-0 ${width}`} />
      ))}
    </div>
  )
}
