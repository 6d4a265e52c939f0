'use client'

/** The height of a row in pixels, read from its design token, so that it follows the browser's font size. */
import { useLayoutEffect, useState } from 'react'

const USUAL_PX = 24

export function useRowHeight(): number {
  const [heightPx, setHeightPx] = useState(USUAL_PX)
  useLayoutEffect(() => {
    const root = getComputedStyle(document.documentElement)
    const rem = Number.parseFloat(root.getPropertyValue('--spacing-log-row'))
    const px = rem * Number.parseFloat(root.fontSize)
    if (px > 0) setHeightPx(px)
  }, [])
  return heightPx
}
