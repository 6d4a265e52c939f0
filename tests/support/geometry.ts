/**
 * What is wrong with the places of things on a page: it scrolls sideways, a text is cut without a sign, or a control lies under
 * another element.
 */
import type { Page } from '@playwright/test'

/** Empty when nothing is. Each finding names the element by its tag, its text and its classes. */
export function geometryFindings(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** A word of which fewer pixels are left cannot be read. */
    const READABLE_PX = 24
    const found: string[] = []
    const named = (element: Element) => {
      const text = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)
      return `<${element.localName} class="${(element.getAttribute('class') ?? '').slice(0, 60)}"> ${text}`
    }
    const closest = (from: Element, fits: (element: Element) => boolean) => {
      for (let at: Element | null = from; at; at = at.parentElement) if (fits(at)) return at
      return null
    }
    const isSeen = (element: Element) => {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false
      // What only screen readers get is clipped away.
      if (closest(element, (at) => getComputedStyle(at).clipPath !== 'none')) return false
      const { width, height } = element.getBoundingClientRect()
      return width > 1 && height > 1
    }
    const hasOwnText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '')

    const root = document.scrollingElement as Element
    if (root.scrollWidth > root.clientWidth)
      found.push(`the page scrolls sideways by ${root.scrollWidth - root.clientWidth} px`)

    for (const element of document.body.querySelectorAll('*')) {
      if (!hasOwnText(element) || !isSeen(element)) continue
      // The nearest element that hides what does not fit decides how the text ends.
      const box = closest(element, (at) => getComputedStyle(at).overflowX !== 'visible')
      if (!box || box === root || box === document.body) continue
      const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(box)
      if (overflowX === 'auto' || overflowX === 'scroll') continue
      const range = document.createRange()
      range.selectNodeContents(element)
      const [text, edge] = [range.getBoundingClientRect(), box.getBoundingClientRect()]
      const isCut = text.right > edge.right + 1 || text.left < edge.left - 1
      if (!isCut) continue
      if (textOverflow !== 'ellipsis' && webkitLineClamp === 'none') found.push(`cut: ${named(element)}`)
      else if (edge.width < READABLE_PX) found.push(`no room for a word: ${named(element)}`)
    }

    for (const control of document.querySelectorAll(
      'a[href], button, input, select, textarea, [role=button], [role=combobox]',
    )) {
      if (!isSeen(control) || getComputedStyle(control).pointerEvents === 'none') continue
      const { left, top, width, height } = control.getBoundingClientRect()
      const [x, y] = [left + width / 2, top + height / 2]
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue
      const hit = document.elementFromPoint(x, y)
      const isItself = hit !== null && (control.contains(hit) || hit.contains(control))
      // A bar that stays while the page scrolls covers what can be scrolled from under it.
      const isUnderBar = hit !== null && closest(hit, (at) => getComputedStyle(at).position === 'fixed') !== null
      const isOfItsLabel = hit?.closest('label')?.contains(control) ?? false
      // A row that is a link lies over its own text, and its actions over the row.
      if (!isItself && !isOfItsLabel && !isUnderBar && !control.matches('.row-link'))
        found.push(`${named(control)} lies under ${hit && named(hit)}`)
    }
    return found
  })
}
