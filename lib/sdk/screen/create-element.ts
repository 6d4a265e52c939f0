/** Creates elements node by node, so that no text of a log becomes markup and no policy of the host page stands in the way. */

const SVG = 'http://www.w3.org/2000/svg'

type Child = Node | string | null | false | undefined
type Props = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>

/** Functions become listeners of the event they are named for, `onclick`; the other props become attributes, left out when null or false. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value)
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(key, value === true ? '' : String(value))
  }
  for (const child of children) if (child) element.append(child)
  return element
}

/** An icon of 24 × 24, drawn as strokes along paths and hidden from screen readers. */
export function icon(...paths: string[]): SVGSVGElement {
  const svg = drawing('0 0 24 24')
  svg.setAttribute('class', 'icon')
  for (const d of paths) svg.append(path(d))
  return svg
}

/** The dark squares of a QR code. */
export function squares(rows: readonly (readonly boolean[])[]): SVGSVGElement {
  const svg = drawing(`0 0 ${rows.length} ${rows.length}`)
  svg.setAttribute('shape-rendering', 'crispEdges')
  const d = rows.map((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('')
  svg.append(path(d))
  return svg
}

function drawing(viewBox: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', viewBox)
  svg.setAttribute('aria-hidden', 'true')
  return svg
}

function path(d: string): SVGPathElement {
  const element = document.createElementNS(SVG, 'path')
  element.setAttribute('d', d)
  return element
}

export const ICONS = {
  cloud: 'M7 18a4.5 4.5 0 0 1-.4-9A6 6 0 0 1 18 9.5a4.2 4.2 0 0 1-.6 8.5z',
  wifi: 'M2 9a15 15 0 0 1 20 0M5.5 12.7a10 10 0 0 1 13 0M9 16.3a5 5 0 0 1 6 0M12 20h.01',
  offline: 'M3 3l18 18M9 5.4A6 6 0 0 1 18 9.5a4.2 4.2 0 0 1 2.6 6.3M17 18H7a4.5 4.5 0 0 1-1-8.9',
  phone: 'M8 3h8v18H8zM4 8v8M20 8v8',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M15 5l-7 7 7 7',
  share: 'M12 3v12M7 8l5-5 5 5M5 13v6a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-6',
  save: 'M12 3v12M7 10l5 5 5-5M5 21h14',
  copy: 'M9 9h10v12H9zM5 15V3h10',
} as const
