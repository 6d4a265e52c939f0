'use client'

/** A hairline between groups of a dropdown menu. */
import { DropdownMenu as Radix } from 'radix-ui'

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
}
