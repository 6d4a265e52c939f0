'use client'

/** The panel itself, open from the start: it is loaded by the first press of its button (popover.tsx). */
import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export interface PopoverProps {
  trigger: ReactNode
  /** Accessible name of the panel. */
  label: string
  align?: 'start' | 'center' | 'end'
  isWide?: boolean
  children: ReactNode
}

export function LoadedPopover({ trigger, label, align = 'end', isWide = false, children }: PopoverProps) {
  return (
    <Radix.Root defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          data-wide={isWide || undefined}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-popover-content-available-height) w-72 max-w-[calc(100vw-1rem)] animate-pop-in overflow-y-auto rounded bg-surface-floating p-3 shadow-floating outline-none data-wide:w-92 data-wide:p-4"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
