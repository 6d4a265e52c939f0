/** How everything that is pressed looks: one map of variants, shared by buttons and by links that look like them. */
import clsx from 'clsx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'

const BASE =
  'inline-flex shrink-0 items-center justify-center gap-2 rounded font-medium whitespace-nowrap select-none transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:opacity-50'

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-accent-ink enabled:hover:bg-accent-hover [a]:hover:bg-accent-hover',
  secondary:
    'border border-line-strong/60 bg-surface-raised text-ink enabled:hover:bg-surface-hover [a]:hover:bg-surface-hover data-[state=open]:bg-surface-hover',
  ghost:
    'text-ink-muted enabled:hover:bg-surface-hover enabled:hover:text-ink [a]:hover:bg-surface-hover [a]:hover:text-ink data-[state=open]:bg-surface-hover data-[state=open]:text-ink',
  danger: 'bg-danger text-danger-ink enabled:hover:bg-danger-hover [a]:hover:bg-danger-hover',
}

export function buttonStyle(variant: ButtonVariant, className?: string): string {
  return clsx(BASE, 'h-control px-3 text-sm', VARIANTS[variant], className)
}

export function iconButtonStyle(variant: ButtonVariant, className?: string): string {
  return clsx(BASE, 'size-control', VARIANTS[variant], className)
}
