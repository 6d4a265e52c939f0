'use client'

/** A short text beside the element under the pointer or focus. Never the only place for a piece of information. */
import { Tooltip as Radix } from 'radix-ui'
import type { ReactElement } from 'react'
import { Kbd } from './kbd.tsx'

export interface TooltipProps {
  text: string
  /** A shortcut shown as a key. */
  hint?: string | undefined
  side?: 'top' | 'right' | 'bottom' | 'left'
  children: ReactElement
}

export function Tooltip({ text, hint, side = 'bottom', children }: TooltipProps) {
  return (
    <Radix.Provider delayDuration={350} skipDelayDuration={200}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 flex max-w-xs animate-fade-in items-center gap-2 rounded bg-ink px-2 py-1 text-surface text-xs shadow-floating"
          >
            {text}
            {hint && <Kbd isInverse>{hint}</Kbd>}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
