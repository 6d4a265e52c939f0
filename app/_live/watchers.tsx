'use client'

/** Shows how many people are watching and, to members, who they are. */
import { useFormatter, useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Eye, KeyRound, Link2, UserRound, Wifi } from '#app/_ui/icons.ts'
import { Popover } from '#app/_ui/popover.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import type { Watcher } from '#lib/protocol/messages.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'

const ICONS = { user: UserRound, link: Link2, api: KeyRound } as const

export interface WatchersProps {
  count: number
  /** Empty for viewers who may not know. */
  watchers: readonly Watcher[]
}

export function Watchers({ count, watchers }: WatchersProps) {
  const t = useTranslations('live')
  const format = useFormatter()
  const number = (
    <>
      <Eye aria-hidden className="size-4" />
      <span aria-hidden className="tabular-nums">
        {format.number(count)}
      </span>
      <span className="sr-only">{t('watchers', { count })}</span>
    </>
  )
  if (watchers.length === 0) {
    return (
      <span title={t('watchers', { count })} className="inline-flex items-center gap-1.5 px-2 text-ink-muted text-sm">
        {number}
      </span>
    )
  }
  return (
    <Popover
      label={t('watchersTitle')}
      trigger={
        <Button variant="ghost" title={t('watchers', { count })} className="px-2">
          {number}
        </Button>
      }
    >
      <h2 className="mb-2 font-semibold text-sm">{t('watchersTitle')}</h2>
      <ul className="flex flex-col gap-2">
        {watchers.map((watcher) => {
          const Icon = ICONS[watcher.kind]
          return (
            <li key={watcher.id} className="flex items-center gap-2 text-sm">
              <Icon aria-hidden className="size-4 shrink-0 text-ink-faint" />
              <span className="min-w-0 flex-1 truncate">
                {watcher.kind === 'link' ? t('guest') : visibleText(watcher.name)}
                {watcher.kind === 'api' && <span className="text-ink-faint"> · {t('apiToken')}</span>}
              </span>
              {watcher.path === 'direct' && (
                <Wifi role="img" aria-label={t('path.direct')} className="size-4 shrink-0 text-state-live" />
              )}
              <span className="text-ink-faint text-xs">
                <RelativeTime atMs={watcher.sinceMs} />
              </span>
            </li>
          )
        })}
      </ul>
    </Popover>
  )
}
