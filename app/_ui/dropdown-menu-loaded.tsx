'use client'

/** The menu itself, open from the start: it is loaded by the first press of its button (dropdown-menu.tsx). */
import { DropdownMenu as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useRef, useState } from 'react'
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
  const [isOpen, setOpen] = useState(openedBy !== null)
  useEffect(() => {
    // The library has not seen the key that opened it.
    if (openedBy === 'key') content.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus()
  }, [openedBy])
  return (
    // A modal menu would hide the page, and the button that opened it, from screen readers.
    <Radix.Root open={isOpen} onOpenChange={setOpen} modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        {/* A press outside closes the menu and does nothing else. */}
        <div className="fixed inset-0 z-40" />
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
