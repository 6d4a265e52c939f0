'use client'

/** The tooltip of one element, placed by the library beside an invisible copy of the element's box. */
import { Tooltip as Radix } from 'radix-ui'
import { Kbd } from './kbd.tsx'
import type { TooltipSide } from './tooltip.tsx'

export function TooltipBubble({ anchor }: { anchor: HTMLElement }) {
  const { tooltip = '', tooltipHint, tooltipSide = 'bottom' } = anchor.dataset
  const { left, top, width, height } = anchor.getBoundingClientRect()
  return (
    <Radix.Provider>
      <Radix.Root open>
        <Radix.Trigger asChild>
          <span aria-hidden className="pointer-events-none fixed" style={{ left, top, width, height }} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            // The element has the text as its name or description.
            aria-hidden
            side={tooltipSide as TooltipSide}
            sideOffset={6}
            collisionPadding={8}
            className="pointer-events-none z-50 flex max-w-xs animate-fade-in items-center gap-2 rounded bg-ink px-2 py-1 text-surface text-xs shadow-floating"
          >
            {tooltip}
            {tooltipHint && <Kbd isInverse>{tooltipHint}</Kbd>}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
