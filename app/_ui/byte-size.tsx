'use client'

/** A number of bytes for people: steps of 1,000, three digits. */
import { useTranslations } from 'use-intl'

const STEPS = [
  ['gb', 1e9],
  ['mb', 1e6],
  ['kb', 1e3],
  ['bytes', 1],
] as const

export function ByteSize({ bytes }: { bytes: number }) {
  const t = useTranslations('ui')
  const [unit, step] = STEPS.find(([, least]) => bytes >= least) ?? (['bytes', 1] as const)
  return (
    <span className="whitespace-nowrap tabular-nums">{t(unit, { size: Number((bytes / step).toPrecision(3)) })}</span>
  )
}
