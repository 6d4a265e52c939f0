/** A button. While `isBusy` it keeps its width and focus, shows a spinner and ignores presses. */
import clsx from 'clsx'
import type { ComponentProps } from 'react'
import { type ButtonVariant, buttonStyle } from './button-style.ts'
import { Spinner } from './spinner.tsx'

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant
  isBusy?: boolean
}

export function Button({ variant = 'secondary', isBusy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      className={buttonStyle(variant, clsx('relative', className))}
    >
      <span className={clsx('inline-flex items-center gap-2', isBusy && 'invisible')}>{children}</span>
      {isBusy && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
    </button>
  )
}
