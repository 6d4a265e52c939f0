/** A placeholder for something that is still loading. */
import clsx from 'clsx'

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx('animate-shimmer rounded bg-surface-hover', className)} />
}
