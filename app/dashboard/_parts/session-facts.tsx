'use client'

/** What a session has brought so far: levels, records, bytes. */
import { useTranslations } from 'use-intl'
import type { SessionCounters } from '#lib/protocol/messages.ts'
import { ByteSize } from './byte-size.tsx'
import { LevelCounts } from './level-counts.tsx'

export interface SessionFactsProps {
  counters: SessionCounters
}

export function SessionFacts({ counters }: SessionFactsProps) {
  const t = useTranslations('dashboard')
  return (
    <>
      <LevelCounts counts={counters.levels} />
      <span className="whitespace-nowrap">{t('records', { count: counters.records })}</span>
      {counters.bytes > 0 && <ByteSize bytes={counters.bytes} />}
    </>
  )
}
