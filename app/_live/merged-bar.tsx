'use client'

/** Names the sessions that stand in one time line, each with its color. */
import { useTranslations } from 'use-intl'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { Bar } from './bar.tsx'
import type { MergedSession } from './use-merging.ts'

export function MergedBar({ merged }: { merged: ReadonlyMap<string, MergedSession> }) {
  const t = useTranslations('live.engine')
  return (
    <Bar>
      <span>{t('merged', { count: merged.size })}</span>
      {[...merged.values()].map(({ state, color }) => (
        <span key={state.session} className="flex min-w-0 items-center gap-1.5">
          <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ backgroundColor: color }} />
          <span className="truncate text-ink">{visibleText(state.device.name)}</span>
          <span className="tabular-nums">{new Date(state.startedAtMs).toLocaleTimeString()}</span>
        </span>
      ))}
    </Bar>
  )
}
