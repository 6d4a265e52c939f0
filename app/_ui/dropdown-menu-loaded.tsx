'use client'

/** The menu itself, open from the start: it is loaded by the first press of its button (dropdown-menu.tsx). */
import { DropdownMenu as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useRef } from 'react'
import { MenuPartsContext } from './menu-parts.ts'

export interface DropdownMenuProps {
  trigger: ReactNode
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'bottom'
  children: ReactNode
}

export interface LoadedDropdownMenuProps extends DropdownMenuProps {
  openedBy: 'key' | 'pointer' | null
}

export function LoadedDropdownMenu(props: LoadedDropdownMenuProps) {
  const { trigger, align = 'end', side = 'bottom', openedBy, children } = props
  const content = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The library has not seen the key that opened it.
    if (openedBy === 'key') content.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus()
  }, [openedBy])
  return (
    <Radix.Root defaultOpen={openedBy !== null}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          ref={content}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-48 max-w-[calc(100vw-1rem)] animate-pop-in rounded bg-surface-floating p-1 shadow-floating"
        >
          <MenuPartsContext value={Radix}>{children}</MenuPartsContext>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
