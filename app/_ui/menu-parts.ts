'use client'

/** The library's parts of a menu. They come from the menu that holds the entry, so that an entry does not load the library. */
import type { DropdownMenu } from 'radix-ui'
import { createContext, useContext } from 'react'

export type MenuParts = Pick<
  typeof DropdownMenu,
  'Item' | 'Group' | 'Label' | 'RadioGroup' | 'RadioItem' | 'ItemIndicator' | 'Separator'
>

export const MenuPartsContext = createContext<MenuParts | null>(null)

export function useMenuParts(): MenuParts {
  const parts = useContext(MenuPartsContext)
  if (!parts) throw new Error('A menu entry stands outside of a menu.')
  return parts
}
