'use client'

/** Traffic in and out: the rate, the last minute as a line, and the totals. */
import { useTranslations } from 'use-intl'
import { ByteSize } from '#app/_ui/byte-size.tsx'
import { Panel } from './panel.tsx'
import { Sparkline } from './sparkline.tsx'
import type { ServerDetails } from './stats-answer.ts'

export function TrafficPanel({ traffic }: Pick<ServerDetails, 'traffic'>) {
  const t = useTranslations('server')
  return (
    <Panel title={t('traffic')} text={t('trafficText')}>
      <div className="grid gap-px overflow-hidden rounded border bg-line md:grid-cols-2">
        <Direction name={t('in')} reading={traffic.in} />
        <Direction name={t('out')} reading={traffic.out} />
      </div>
    </Panel>
  )
}

interface DirectionProps {
  name: string
  reading: ServerDetails['traffic']['in']
}

function Direction({ name, reading }: DirectionProps) {
  const t = useTranslations('server')
  const { bytes, batches, bytesPerSecond, batchesPerSecond, secondsBytes } = reading
  return (
    <section aria-label={name} className="flex min-w-0 flex-col gap-1 bg-surface-raised p-4">
      <h3 className="text-ink-muted text-sm">{name}</h3>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-semibold text-2xl tabular-nums">
          {t.rich('perSecond', { size: () => <ByteSize bytes={bytesPerSecond} /> })}
        </span>
        <span className="text-ink-muted text-sm tabular-nums">
          {t('batchesPerSecond', { count: batchesPerSecond })}
        </span>
      </p>
      <Sparkline values={secondsBytes} />
      <p className="text-ink-muted text-xs tabular-nums">
        {t.rich('lastMinute', { size: () => <ByteSize bytes={Math.max(0, ...secondsBytes)} /> })}
      </p>
      <p className="mt-1 text-sm tabular-nums">
        {t.rich('total', { count: batches, size: () => <ByteSize bytes={bytes} /> })}
      </p>
    </section>
  )
}
