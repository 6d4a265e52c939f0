'use client'

/** The colors of the levels as a canvas needs them, in the theme of the moment; and when they change. */
import { type RefObject, useEffect, useState } from 'react'
import { LEVELS } from '#lib/protocol/levels.ts'
import { LEVEL_TEXT } from './level-style.ts'

export interface Inks {
  /** In the order of LEVELS. */
  levels: readonly string[]
  /** For what is there but not shown. */
  faint: string
  accent: string
}

/** Colors that one element inside of `host` shows in turn, because tokens such as light-dark() mean nothing to a canvas. */
export function inksOf(host: HTMLElement): Inks {
  const probe = document.createElement('span')
  probe.hidden = true
  host.append(probe)
  const colorOf = (name: string) => {
    probe.className = name
    return getComputedStyle(probe).color
  }
  const inks = {
    levels: LEVELS.map((level) => colorOf(LEVEL_TEXT[level])),
    faint: colorOf('text-line-strong'),
    accent: colorOf('text-accent'),
  }
  probe.remove()
  return inks
}

/** Null until the element is there. */
export function useInks(host: RefObject<HTMLElement | null>): Inks | null {
  const [inks, setInks] = useState<Inks | null>(null)
  useEffect(() => {
    const look = () => host.current && setInks(inksOf(host.current))
    look()
    const media = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'].map((query) =>
      matchMedia(query),
    )
    for (const one of media) one.addEventListener('change', look)
    // A chosen theme is an attribute of the page.
    const observer = new MutationObserver(look)
    observer.observe(document.documentElement, { attributes: true })
    return () => {
      for (const one of media) one.removeEventListener('change', look)
      observer.disconnect()
    }
  }, [host])
  return inks
}
