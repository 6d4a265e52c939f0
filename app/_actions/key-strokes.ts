/** Which act a key runs. Strokes may follow each other: `g`, then `d`. */
import type { Action } from './action-registry.ts'

/** How long the first stroke waits for the second, milliseconds. */
const CHORD_MS = 1_500

export interface StrokeEvent {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  timeStamp: number
}

/** `Shift+ArrowDown`, `Ctrl+l`, `?`. A letter alone keeps its case. */
export function strokeOf({ key, ctrlKey, metaKey, altKey, shiftKey }: StrokeEvent): string {
  const isLetter = key.length === 1
  const hasModifier = ctrlKey || metaKey
  const parts = [
    ctrlKey && 'Ctrl',
    metaKey && 'Meta',
    altKey && 'Alt',
    shiftKey && (!isLetter || hasModifier) && 'Shift',
  ]
  return [...parts.filter(Boolean), hasModifier && isLetter ? key.toLowerCase() : key].join('+')
}

export class KeyStrokes {
  #first = ''
  #firstAtMs = Number.NEGATIVE_INFINITY

  /** Null: the key runs nothing, or is the first of two strokes. */
  take(event: StrokeEvent, actions: readonly Action[]): Action | null {
    const stroke = strokeOf(event)
    const names = [stroke, stroke.replace(/^(?:Ctrl|Meta)\+/, 'Mod+')]
    const isSecond = event.timeStamp - this.#firstAtMs < CHORD_MS
    const chords = isSecond ? names.map((name) => `${this.#first} ${name}`) : []
    this.#firstAtMs = Number.NEGATIVE_INFINITY
    const found =
      actions.find(({ keys }) => keys?.some((key) => chords.includes(plain(key)))) ??
      // The second stroke of a chord that nobody knows does nothing by itself.
      (isSecond ? null : actions.find(({ keys }) => keys?.some((key) => names.includes(plain(key)))))
    if (found) return found
    if (!isSecond && actions.some(({ keys }) => keys?.some((key) => plain(key).startsWith(`${stroke} `)))) {
      this.#first = stroke
      this.#firstAtMs = event.timeStamp
    }
    return null
  }
}

function plain(key: string): string {
  return key.startsWith('~') ? key.slice(1) : key
}

const SIGNS: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowRight: '→',
  ' ': 'Space',
  Escape: 'Esc',
}

/** The strokes as they are written on keys: `Shift+ArrowDown` as `Shift ↓`. */
export function shownStrokes(keys: readonly string[], isMac: boolean): string[][] {
  return keys
    .filter((key) => !key.startsWith('~'))
    .map((key) =>
      key === ' '
        ? ['Space']
        : key.split(' ').map((stroke) =>
            stroke
              .split(/\+(?=.)/)
              .map((part) => (part === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : (SIGNS[part] ?? part)))
              .map((part, i, all) =>
                all.length > 1 && i === all.length - 1 && part.length === 1 ? part.toUpperCase() : part,
              )
              .join(' '),
          ),
    )
}
