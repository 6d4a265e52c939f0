'use client'

/** Replaces the list while it has nothing to show: says what the page is waiting for, or why nothing will arrive. */
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import type { IconComponent } from '#app/_ui/icon.tsx'
import { CircleCheck, FilterX, Hourglass, ListX, MonitorOff, Radio } from '#app/_ui/icons.ts'
import type { LogView } from '#lib/viewer/log-source.ts'
import type { EmptyKind } from './empty-kind.ts'

export interface LiveStateProps {
  kind: Exclude<EmptyKind, 'connecting'>
  view: LogView
  onClearFilter: () => void
  onReload: () => void
  /** What is known about the session once it has ended. */
  summary: ReactNode
  /** Whether the device holds nothing that could still appear. */
  isAtMostOnce: boolean
  /** What a page over several devices says while it waits. */
  words?: Record<'device' | 'first', { title: string; text: string }> | undefined
}

export function LiveState({ kind, view, onClearFilter, onReload, summary, isAtMostOnce, words }: LiveStateProps) {
  const t = useTranslations('live.state')
  switch (kind) {
    case 'device':
      return (
        <Words
          icon={Hourglass}
          title={t('deviceTitle')}
          text={t('deviceText')}
          {...words?.device}
          actions={
            <a
              href="/help/troubleshooting#no-device"
              target="_blank"
              rel="noopener"
              className="rounded text-accent text-sm hover:underline"
            >
              {t('deviceHelp')}
            </a>
          }
          isWaiting
        />
      )
    case 'first':
      return <Words icon={Radio} title={t('firstTitle')} text={t('firstText')} {...words?.first} isWaiting />
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
          icon={CircleCheck}
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
  icon: IconComponent
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
