/** A short text beside the element under the pointer or focus. Never the only place for a piece of information. */
import { cloneElement, type ReactElement } from 'react'

export interface TooltipProps {
  text: string
  /** A shortcut shown as a key. */
  hint?: string | undefined
  side?: TooltipSide
  /** An element of the page, or a component that passes its attributes on to one. */
  children: ReactElement
}

export type TooltipSide = 'top' | 'right' | 'bottom' | 'left'

/** Only marks the element: `TooltipHost` shows the tooltips of the whole page. */
export function Tooltip({ text, hint, side = 'bottom', children }: TooltipProps) {
  const { 'aria-label': name } = children.props as { 'aria-label'?: string }
  return cloneElement(children, {
    'data-tooltip': text,
    'data-tooltip-hint': hint,
    'data-tooltip-side': side,
    // A screen reader reads the name anyway.
    ...(name === text ? {} : { 'aria-description': text }),
  } as object)
}
