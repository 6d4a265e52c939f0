/** The same as ansi-text.tsx for elements that are reused: nodes for a text of a record. Text nodes and classes only. */

import { hitStyle, spanStyle } from '#app/_live/ansi-style.ts'
import { ansiSpans } from '#lib/viewer/ansi.ts'
import { highlightPieces, type TextMark } from '#lib/viewer/highlight.ts'

export function ansiNodes(text: string, marks: readonly TextMark[]): (Node | string)[] {
  return ansiSpans(text).flatMap((span) => {
    const content = span.isToken ? [span.text] : markedNodes(span.text, marks)
    const style = spanStyle(span)
    return style ? [elementOf('span', style, content)] : content
  })
}

export function elementOf(name: string, style: string, content: readonly (Node | string)[] = []): HTMLElement {
  const element = document.createElement(name)
  element.className = style
  element.append(...content)
  return element
}

/** Replaces the content of an element. Most texts are plain: then its one text node takes the new text. */
export function setContent(element: HTMLElement, content: readonly (Node | string)[]): void {
  const [only] = content
  if (content.length > 1 || typeof only !== 'string') {
    element.replaceChildren(...content)
    return
  }
  const node = element.firstChild
  if (node?.nodeType === Node.TEXT_NODE && !node.nextSibling) {
    if (node.nodeValue !== only) node.nodeValue = only
  } else element.textContent = only
}

function markedNodes(text: string, marks: readonly TextMark[]): (Node | string)[] {
  if (marks.length === 0) return [text]
  return highlightPieces(text, marks).map((piece) =>
    piece.isHit ? elementOf('mark', hitStyle(piece), [piece.text]) : piece.text,
  )
}
