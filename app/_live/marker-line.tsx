'use client'

/** The line that stands for missing records, or for the start of another session [VW5]. */
import { CircleSlash, Hourglass, LoaderCircle, RotateCcw, Scissors } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import type { MarkerRow, SessionRow } from '#lib/viewer/log-source.ts'

const ICONS = { loading: LoaderCircle, waiting: Hourglass, gone: CircleSlash, trimmed: Scissors } as const

export function MarkerLine({ row }: { row: MarkerRow | SessionRow }) {
  const t = useTranslations('live.row')
  const Icon = row.kind === 'session' ? RotateCcw : ICONS[row.marker]
  return (
    <span
      data-gone={(row.kind === 'marker' && row.marker === 'gone') || undefined}
      className="flex min-w-0 flex-1 items-center gap-2 font-sans text-ink-muted data-gone:text-level-warn"
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 truncate">
        {row.kind === 'session' ? (
          <>
            {t('session')} · <RelativeTime atMs={row.startedAtMs} />
          </>
        ) : (
          t(nameOf(row), { count: row.count })
        )}
      </span>
      <span aria-hidden className="h-px flex-1 bg-line" />
    </span>
  )
}

function nameOf({ marker, reason }: MarkerRow) {
  if (marker !== 'gone') return marker
  return reason === 'session-ended' ? 'ended' : (reason ?? 'unreadable')
}
