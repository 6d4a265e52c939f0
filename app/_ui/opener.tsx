'use client'

/** The button of a menu or window whose code is not loaded yet. Looks and reads as it will afterwards; the first press loads it. */
import { cloneElement, type KeyboardEvent, type MouseEvent, type ReactElement, type ReactNode } from 'react'

interface OpenerElementProps {
  onClick?: (event: MouseEvent<HTMLElement>) => void
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void
  onPointerEnter?: () => void
  onFocus?: () => void
}

export interface OpenerProps {
  /** One element that takes the handlers of a button. */
  trigger: ReactNode
  opens: 'menu' | 'dialog'
  preload: () => void
  /** `isByKey`: then a menu puts the focus on its first entry. */
  onOpen: (isByKey: boolean) => void
}

export function Opener({ trigger, opens, preload, onOpen }: OpenerProps) {
  const element = trigger as ReactElement<OpenerElementProps>
  return cloneElement(element, {
    'aria-haspopup': opens,
    'aria-expanded': false,
    'data-state': 'closed',
    onPointerEnter: preload,
    onFocus: preload,
    onClick: (event: MouseEvent<HTMLElement>) => {
      element.props.onClick?.(event)
      // A press of Enter or Space is a click without a pointer.
      if (!event.defaultPrevented) onOpen(event.detail === 0)
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      element.props.onKeyDown?.(event)
      if (opens !== 'menu' || event.key !== 'ArrowDown') return
      event.preventDefault()
      onOpen(true)
    },
  } as OpenerElementProps)
}
