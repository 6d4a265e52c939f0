'use client'

/** A hairline between groups of a dropdown menu. */
import { useMenuParts } from './menu-parts.ts'

export function MenuSeparator() {
  const Radix = useMenuParts()
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
}
