/** A pattern as a word of the filter, and the filter with it or without it. */

/** `pattern:"took <*>ms"`, or with a minus to hide its records. Quotes and backslashes are escaped, as in the query language. */
export function patternTerm(template: string, isHidden: boolean): string {
  return `${isHidden ? '-' : ''}pattern:"${template.replace(/[\\"]/g, '\\$&')}"`
}

/** Whether the filter's text has the term as a word of its own. */
export function hasTerm(text: string, term: string): boolean {
  return indexOf(text, term) >= 0
}

/** The text with the term at its end, or without it when it is there. */
export function toggledTerm(text: string, term: string): string {
  const at = indexOf(text, term)
  if (at < 0) return [text.trim(), term].filter(Boolean).join(' ')
  return [text.slice(0, at).trim(), text.slice(at + term.length).trim()].filter(Boolean).join(' ')
}

/** A term that hides holds the one that shows, so what stands before it counts. */
function indexOf(text: string, term: string): number {
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1))
    if (at === 0 || /\s/.test(text[at - 1] as string)) return at
  return -1
}
