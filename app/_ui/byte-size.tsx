'use client'

/** A number of bytes as people read it: 1000 to the step, three digits. */
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
