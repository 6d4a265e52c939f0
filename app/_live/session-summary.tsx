'use client'

/** What remains of a session when its logs are gone: device, start, duration, records per level, and where to go on. */
import type { ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { Duration } from '#app/_ui/duration.tsx'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { LEVELS } from '#lib/protocol/levels.ts'
import type { SessionState } from '#lib/protocol/messages.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { DELIVERY } from './delivery-words.ts'
import { LevelMark } from './level-mark.tsx'

export interface SessionSummaryProps {
  session: SessionState
  /** Page of the device, where its other sessions are. */
  deviceHref: string
  /** Page of a session of the device that runs now. */
  newerHref: string | null
}

export function SessionSummary({ session, deviceHref, newerHref }: SessionSummaryProps) {
  const t = useTranslations('live.summary')
  const tDelivery = useTranslations('live.delivery')
  const tLevels = useTranslations('levels')
  const format = useFormatter()
  const { device, counters } = session
  const app = [device.appName, device.appVersion].filter(Boolean).join(' ')
  const levels = LEVELS.map((level, i) => ({ level, count: counters.levels[i] ?? 0 })).filter(({ count }) => count > 0)
  const facts = (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 rounded border bg-surface-raised p-4 text-left text-sm">
      <Fact name={t('device')}>{visibleText(device.name)}</Fact>
      {app && <Fact name={t('app')}>{visibleText(app)}</Fact>}
      <Fact name={t('started')}>
        <RelativeTime atMs={session.startedAtMs} />
      </Fact>
      <Fact name={t('lasted')}>
        <Duration startMs={session.startedAtMs} endMs={session.endedAtMs} />
      </Fact>
      <Fact name={t('records')}>{format.number(counters.records)}</Fact>
      {session.delivery && (
        <Fact name={t('delivery')}>
          {tDelivery(DELIVERY[session.delivery].name)}{' '}
          <span className="text-ink-muted">— {tDelivery(DELIVERY[session.delivery].text)}</span>
        </Fact>
      )}
      {levels.length > 0 && (
        <Fact name={t('byLevel')}>
          <span className="flex flex-wrap gap-x-3 gap-y-1">
            {levels.map(({ level, count }) => (
              <span key={level} className="inline-flex items-center gap-1 tabular-nums">
                <LevelMark level={level} name={tLevels(level)} />
                {format.number(count)}
              </span>
            ))}
          </span>
        </Fact>
      )}
    </dl>
  )
  return (
    <div className="flex flex-col gap-4">
      {facts}
      <div className="flex flex-wrap justify-center gap-2">
        {newerHref && (
          <LinkButton variant="primary" href={newerHref}>
            {t('newer')}
          </LinkButton>
        )}
        <LinkButton href={deviceHref}>{t('others')}</LinkButton>
      </div>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
