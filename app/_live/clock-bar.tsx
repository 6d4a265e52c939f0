'use client'

/** Warns that the device's clock is wrong, and offers to correct its times by the server's clock. */
import { useTranslations } from 'use-intl'
import { Duration } from '#app/_ui/duration.tsx'
import type { ClockDifference } from '#lib/viewer/clock-difference.ts'
import { Bar, BarButton } from './bar.tsx'

export interface ClockBarProps {
  difference: ClockDifference
  isCorrected: boolean
  onToggle: () => void
}

export function ClockBar({ difference, isCorrected, onToggle }: ClockBarProps) {
  const t = useTranslations('live.bar')
  return (
    <Bar>
      <span>
        {t(difference.isDeviceBehind ? 'clockBehind' : 'clockAhead')} <Duration startMs={0} endMs={difference.spanMs} />
        {'.'}
      </span>
      <BarButton onClick={onToggle}>{t(isCorrected ? 'deviceTimes' : 'correctedTimes')}</BarButton>
    </Bar>
  )
}
