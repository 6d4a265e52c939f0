/** The looks of buttons: one map of variants, shared by buttons and by links that look like buttons. */
import clsx from 'clsx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'

/** In globals.css. */
const BASE = 'button'
const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'button-primary',
  secondary: 'button-secondary',
  ghost: 'button-ghost',
  danger: 'button-danger',
}

export function buttonStyle(variant: ButtonVariant, className?: string): string {
  return clsx(BASE, 'h-control px-3 text-sm', VARIANTS[variant], className)
}

export function iconButtonStyle(variant: ButtonVariant, className?: string): string {
  return clsx(BASE, 'size-control', VARIANTS[variant], className)
}
