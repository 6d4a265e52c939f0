'use client'

/** The width of an element and the root's font size, in pixels; null before the element is there. */
import { type RefObject, useLayoutEffect, useState } from 'react'

export interface BoxSize {
  widthPx: number
  remPx: number
}

export function useBoxSize(box: RefObject<HTMLElement | null>): BoxSize | null {
  const [size, setSize] = useState<BoxSize | null>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const read = () => {
      const widthPx = element.clientWidth
      const remPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
      setSize((before) => (before?.widthPx === widthPx && before.remPx === remPx ? before : { widthPx, remPx }))
    }
    read()
    const observer = new ResizeObserver(read)
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return size
}
