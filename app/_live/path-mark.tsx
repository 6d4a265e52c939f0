'use client'

/** Shows which path records take: a blue cloud for the relay, a green Wi-Fi sign for a direct path, each with its word. */
import { useTranslations } from 'use-intl'
import type { IconComponent } from '#app/_ui/icon.tsx'
import { Cloud, Wifi } from '#app/_ui/icons.ts'
import { Tooltip } from '#app/_ui/tooltip.tsx'
import type { LiveSnapshot } from '#lib/viewer/live-source.ts'

type ShownPath = Exclude<NonNullable<LiveSnapshot['path']>, 'file'>

const MARKS: Record<ShownPath, { icon: IconComponent; color: string }> = {
  relay: { icon: Cloud, color: 'text-level-info' },
  direct: { icon: Wifi, color: 'text-state-live' },
  lan: { icon: Wifi, color: 'text-state-live' },
}

export function PathMark({ snapshot }: { snapshot: LiveSnapshot }) {
  const t = useTranslations('live.path')
  const { connection, session, path = 'relay' } = snapshot
  if (path === 'file' || connection.state !== 'live' || session?.liveness !== 'live') return null
  const { icon: Icon, color } = MARKS[path]
  return (
    <Tooltip text={t(`${path}Text`)}>
      <span role="status" data-path={path} className="inline-flex shrink-0 items-center gap-1 text-ink-muted text-xs">
        <Icon aria-hidden className={`size-4 ${color}`} />
        <span className="max-2xl:sr-only">{t(path)}</span>
      </span>
    </Tooltip>
  )
}
