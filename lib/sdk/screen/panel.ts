/** A sheet over the list: a title with the way back, content that scrolls, and actions below. */

import { ICONS, icon, make } from './create-element.ts'
import { copyText } from './export-actions.ts'
import type { Words } from './words.ts'

export interface PanelParts {
  words: Words
  close: () => void
  /** Announces a short text that needs no answer. */
  say: (text: string) => void
}

export function panel(
  title: string,
  { words, close }: Pick<PanelParts, 'words' | 'close'>,
  actions: readonly HTMLElement[],
  ...content: (Node | null)[]
): HTMLElement {
  const back = make('button', { type: 'button', 'aria-label': words.back, onclick: close }, icon(ICONS.back))
  return make(
    'section',
    { class: 'panel', 'aria-label': title },
    make('header', {}, back, make('h2', {}, title)),
    make('div', { class: 'scroll', tabindex: 0 }, ...content),
    actions.length > 0 && make('div', { class: 'acts' }, ...actions),
  )
}

export function copyButton(text: string, { words, say }: PanelParts): HTMLElement {
  const copy = async () => {
    if (await copyText(text)) say(words.copied)
  }
  return make('button', { type: 'button', onclick: () => void copy() }, icon(ICONS.copy), words.copy)
}
