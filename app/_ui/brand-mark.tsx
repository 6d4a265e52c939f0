/** The logo of the product, in the colors of the theme. */
import clsx from 'clsx'

export function BrandMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={clsx('shrink-0', className ?? 'size-6')}>
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path
        d="M7 9.5h11M7 16h8M7 22.5h13"
        strokeWidth="3"
        strokeLinecap="round"
        className="fill-none stroke-accent-ink"
      />
      <circle cx="23" cy="16" r="3.5" className="fill-accent-ink" />
    </svg>
  )
}
