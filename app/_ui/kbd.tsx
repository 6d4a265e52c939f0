/** A keyboard key. */
import clsx from 'clsx'

export interface KbdProps {
  children: string
  /** True on a dark background, such as a tooltip. */
  isInverse?: boolean
}

export function Kbd({ children, isInverse = false }: KbdProps) {
  return (
    <kbd
      className={clsx(
        'inline-grid h-5 min-w-5 place-items-center rounded border px-1 font-mono text-xs',
        isInverse ? 'border-surface/40' : 'border-line bg-surface-sunken text-ink-muted',
      )}
    >
      {children}
    </kbd>
  )
}
