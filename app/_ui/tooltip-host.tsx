'use client'

/**
 * Decides which element's tooltip is in sight: the one that the pointer rests on, or that has the focus of the keyboard. What it
 * looks like is loaded with the first one (tooltip-bubble.tsx).
 */
import { useEffect, useState } from 'react'
import { onDemand } from './on-demand.ts'

/** How long the pointer rests before the first tooltip, and how long after one the next appears at once, milliseconds. */
const REST_MS = 350
const AGAIN_MS = 200

const bubble = onDemand(() => import('./tooltip-bubble.tsx').then((module) => module.TooltipBubble))

export function TooltipHost() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [isWanted, setWanted] = useState(false)
  const Bubble = bubble.use(isWanted)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let pointed: HTMLElement | null = null
    let hiddenAtMs = Number.NEGATIVE_INFINITY

    function show(element: HTMLElement) {
      setWanted(true)
      setAnchor(element)
    }
    function hide() {
      clearTimeout(timer)
      setAnchor((before) => {
        if (before) hiddenAtMs = performance.now()
        return null
      })
    }
    function handleOver({ target, pointerType }: PointerEvent) {
      // A finger covers what it touches.
      const element = pointerType === 'touch' ? null : tooltipOf(target)
      if (element === pointed) return
      pointed = element
      hide()
      if (!element) return
      bubble.preload()
      timer = setTimeout(() => show(element), performance.now() - hiddenAtMs < AGAIN_MS ? 0 : REST_MS)
    }
    function handleFocus({ target }: FocusEvent) {
      const element = tooltipOf(target)
      if (element?.matches(':focus-visible')) show(element)
    }
    function handleKey({ key }: KeyboardEvent) {
      if (key === 'Escape') hide()
    }

    const end = new AbortController()
    const options = { signal: end.signal, passive: true, capture: true }
    document.addEventListener('pointerover', handleOver, options)
    document.addEventListener('pointerdown', hide, options)
    document.addEventListener('scroll', hide, options)
    document.addEventListener('focusin', handleFocus, options)
    document.addEventListener('focusout', hide, options)
    document.addEventListener('keydown', handleKey, options)
    return () => {
      end.abort()
      clearTimeout(timer)
    }
  }, [])

  return Bubble && anchor?.isConnected ? <Bubble anchor={anchor} /> : null
}

function tooltipOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-tooltip]') : null
}
