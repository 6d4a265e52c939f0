'use client'

/** What a session has sent so far: levels, records, bytes. */
import { useTranslations } from 'use-intl'
import { ByteSize } from '#app/_ui/byte-size.tsx'
import type { SessionCounters } from '#lib/protocol/messages.ts'
import { LevelCounts } from './level-counts.tsx'

export interface SessionFactsProps {
  counters: SessionCounters
}

export function SessionFacts({ counters }: SessionFactsProps) {
  const t = useTranslations('dashboard')
  return (
    <>
      <span className="lg:w-32 xl:w-52">
        <LevelCounts counts={counters.levels} />
      </span>
      <span className="whitespace-nowrap lg:w-28 lg:text-right">{t('records', { count: counters.records })}</span>
      <span className="lg:w-20 lg:text-right">{counters.bytes > 0 && <ByteSize bytes={counters.bytes} />}</span>
    </>
  )
}
