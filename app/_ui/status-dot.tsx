/**
 * The state of a device, session or connection as a shape and a color: filled = live, half = reconnecting, ring = ended.
 * The word for it is beside the dot or in `label`.
 */
import clsx from 'clsx'

export type StatusKind = 'live' | 'reconnecting' | 'ended'

const SHAPES: Record<StatusKind, string> = {
  live: 'bg-state-live',
  reconnecting: 'animate-pulse-dot border-2 border-state-reconnecting bg-state-reconnecting/40',
  ended: 'border-2 border-state-ended',
}

export interface StatusDotProps {
  status: StatusKind
  /** Required if no word is beside the dot. */
  label?: string
}

export function StatusDot({ status, label }: StatusDotProps) {
  const className = clsx('inline-block size-2.5 shrink-0 rounded-full', SHAPES[status])
  return label ? (
    <span role="img" aria-label={label} title={label} className={className} />
  ) : (
    <span aria-hidden className={className} />
  )
}
