'use client'

/** The value of a limit for people, formatted by the unit at the end of its name. */
import { useFormatter, useTranslations } from 'use-intl'
import { ByteSize } from '#app/_ui/byte-size.tsx'
import { Duration } from '#app/_ui/duration.tsx'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'

export function LimitValue({ name }: { name: LimitName }) {
  const t = useTranslations('server')
  const format = useFormatter()
  const value = LIMITS[name]
  if (/BytesPerSecond$/.test(name)) return t.rich('perSecond', { size: () => <ByteSize bytes={value} /> })
  if (/Bytes(Max|Min)?$/.test(name)) return <ByteSize bytes={value} />
  if (/Ms(Max)?$/.test(name)) {
    // Below a second, the two largest units would show 0 s.
    return value % 1000 === 0 ? <Duration startMs={0} endMs={value} /> : t('milliseconds', { value })
  }
  if (/PerSecond$/.test(name)) return t('perSecondValue', { value })
  if (/PerMinute$/.test(name)) return t('perMinuteValue', { value })
  return format.number(value)
}
