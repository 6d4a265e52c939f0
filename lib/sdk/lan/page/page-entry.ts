/** How the direct page gets in: with the code from its address or its form, or with the cookie of an earlier visit. */
import type { PageWords } from './page-words.ts'

/** An answer, or an open socket, that takes longer than this is given up: browsers wait for minutes. */
export const ANSWER_MS = 10_000

export interface PageEntryParts {
  words: PageWords
  /** `name` is the device's, possibly empty. */
  entered: (name: string) => void
  /** The device did not answer; nobody waits at the form. */
  unreachable: () => void
  /** The form has to be shown. */
  refused: () => void
  say: (text: string) => void
}

export class PageEntry {
  readonly #parts: PageEntryParts
  readonly #field = byId<HTMLInputElement>('code')

  constructor(parts: PageEntryParts) {
    this.#parts = parts
    byId('entry').addEventListener('submit', (event) => {
      event.preventDefault()
      if (this.#field.value.trim()) void this.enter(this.#field.value, true)
    })
  }

  /** An empty code asks whether one is needed. */
  async enter(code: string, isTyped = false): Promise<void> {
    const { words, entered, unreachable, refused, say } = this.#parts
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), ANSWER_MS)
    try {
      const response = await fetch('/code', { method: 'POST', body: code, signal: abort.signal })
      if (response.ok) {
        const { name } = (await response.json()) as { name?: unknown }
        return entered(typeof name === 'string' ? name : '')
      }
      refused()
      byId('wrong').textContent = response.status === 429 ? words.locked : code === '' ? '' : words.wrong
      this.#field.focus()
    } catch {
      if (isTyped) say(words.silent)
      else unreachable()
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The code of the page's address, which it leaves: `#CODE`, `#code=CODE` or `?code=CODE`. */
export function takeCodeFromAddress(): string {
  const match = /[?&]code=([^&]+)/.exec(location.search) ?? /^#(?:code=)?(.+)/.exec(location.hash)
  if (!match) return ''
  history.replaceState(null, '', '/')
  const [, code = ''] = match
  try {
    return decodeURIComponent(code)
  } catch {
    return code
  }
}

export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  return document.getElementById(id) as E
}
