/** A notice within the page: an error of a form, or a fact about the page. */
import clsx from 'clsx'
import type { ReactNode } from 'react'
import { CircleAlert, CircleCheck, Info } from './icons.ts'

const TONES = {
  info: { icon: Info, style: 'bg-surface-sunken text-ink' },
  success: { icon: CircleCheck, style: 'bg-state-live-soft text-state-live' },
  warn: { icon: CircleAlert, style: 'bg-state-reconnecting-soft text-state-reconnecting' },
  danger: { icon: CircleAlert, style: 'bg-danger-soft text-danger' },
} as const

export interface NoticeProps {
  tone?: keyof typeof TONES
  /** Screen readers announce `alert` at once, and `status` when they pause. */
  role?: 'alert' | 'status'
  children: ReactNode
}

export function Notice({ tone = 'info', role, children }: NoticeProps) {
  const { icon: Icon, style } = TONES[tone]
  return (
    <div role={role} className={clsx('flex items-start gap-2 rounded px-3 py-2 text-sm', style)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 text-pretty">{children}</div>
    </div>
  )
}
