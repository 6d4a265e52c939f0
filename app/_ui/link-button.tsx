/** A link that looks like a button. */
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { type ButtonVariant, buttonStyle } from './button-style.ts'

export interface LinkButtonProps extends ComponentProps<typeof Link> {
  variant?: ButtonVariant
}

export function LinkButton({ variant = 'secondary', className, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={buttonStyle(variant, className)} />
}
