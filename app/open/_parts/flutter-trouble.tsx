'use client'

/** Replaces a session that cannot be reached: says why, when the next try is, and what may work instead. */
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { useNow } from '#app/_ui/clock.ts'
import { Unplug } from '#app/_ui/icons.ts'
import type { FlutterProblem } from '#lib/viewer/flutter-session.ts'
import { WaysOut } from './mixed-content.tsx'
import { type FlutterTarget, isMixed } from './open-target.ts'

export interface FlutterTroubleProps {
  target: FlutterTarget
  problem: FlutterProblem
  /** Epoch milliseconds of the next try; null while trying. */
  retryAtMs: number | null
  onRetry: () => void
  onClose: () => void
}

export function FlutterTrouble({ target, problem, retryAtMs, onRetry, onClose }: FlutterTroubleProps) {
  const t = useTranslations('open')
  const tBar = useTranslations('live.bar')
  const nowMs = useNow()
  const seconds = retryAtMs === null || nowMs === null ? 0 : Math.ceil((retryAtMs - nowMs) / 1000)
  const isHeldBack = isMixed(target, location.protocol)
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto p-6">
      <div className="m-auto flex w-full max-w-xl flex-col gap-3">
        <Unplug aria-hidden strokeWidth={1.5} className="size-8 text-ink-faint" />
        <h1 className="break-words font-semibold text-xl">{target.session ?? target.host}</h1>
        <p role="alert" className="text-pretty">
          {t(`problem.${problem}`, { host: target.host })}
        </p>
        {(isHeldBack || problem === 'forbidden') && (
          <div className="flex min-w-0 flex-col gap-2 text-ink-muted text-sm">
            {isHeldBack && <p className="text-pretty">{t('mixed', { host: target.host })}</p>}
            <WaysOut target={target} />
          </div>
        )}
        <p className="text-ink-muted text-sm tabular-nums">
          {seconds > 0 ? tBar('retryIn', { seconds }) : tBar('retrying')}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" onClick={onRetry}>
            {tBar('retryNow')}
          </Button>
          <Button onClick={onClose}>{t('close')}</Button>
        </div>
      </div>
    </div>
  )
}
