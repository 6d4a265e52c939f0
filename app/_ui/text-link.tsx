/** A link inside text. */
import clsx from 'clsx'
import Link from 'next/link'
import type { ComponentProps } from 'react'

export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      {...rest}
      className={clsx(
        'rounded text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent',
        className,
      )}
    />
  )
}
