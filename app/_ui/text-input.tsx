/** A single-line text field. Its label, hint and error come from the `Field` around it. */
import clsx from 'clsx'
import type { ComponentProps } from 'react'

export const INPUT_STYLE =
  'h-control w-full min-w-0 rounded border border-line-strong bg-surface-raised px-3 text-input text-ink disabled:opacity-50 aria-invalid:border-danger'

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="text" {...rest} className={clsx(INPUT_STYLE, className)} />
}
