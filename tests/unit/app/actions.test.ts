/** Acts by keys: single strokes, modifiers, strokes that follow each other, and what a person sees of them. */
import { expect, test } from 'vitest'
import { type Action, currentActions, registerActions } from '#app/_actions/action-registry.ts'
import { KeyStrokes, type StrokeEvent, shownStrokes } from '#app/_actions/key-strokes.ts'

const act = (id: string, ...keys: string[]): Action => ({ id, group: 'page', label: id, keys, run: () => {} })
const ACTS = [
  act('next', 'j', 'ArrowDown'),
  act('extend', 'Shift+ArrowDown'),
  act('palette', 'Mod+k'),
  act('clear', 'Ctrl+l', '~Meta+Shift+l'),
  act('newest', 'G'),
  act('devices', 'g d'),
  act('dive', 'd'),
]
const down = (key: string, changes: Partial<StrokeEvent> = {}): StrokeEvent => ({
  ...{ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, timeStamp: 0 },
  ...changes,
})

test.each([
  [down('j'), 'next'],
  [down('ArrowDown'), 'next'],
  [down('ArrowDown', { shiftKey: true }), 'extend'],
  [down('k', { ctrlKey: true }), 'palette'],
  [down('k', { metaKey: true }), 'palette'],
  [down('K', { ctrlKey: true, shiftKey: true }), undefined],
  [down('l', { ctrlKey: true }), 'clear'],
  [down('L', { metaKey: true, shiftKey: true }), 'clear'],
  [down('l', { metaKey: true }), undefined],
  [down('G', { shiftKey: true }), 'newest'],
  [down('j', { altKey: true }), undefined],
  [down('x'), undefined],
])('%o', (event, id) => {
  expect(new KeyStrokes().take(event, ACTS)?.id).toBe(id)
})

test('the second of two strokes counts only soon after the first', () => {
  const type = (...events: StrokeEvent[]) => {
    const strokes = new KeyStrokes()
    return events.map((event) => strokes.take(event, ACTS)?.id)
  }
  expect(type(down('g'), down('d', { timeStamp: 500 }))).toEqual([undefined, 'devices'])
  expect(type(down('g'), down('d', { timeStamp: 5_000 }))).toEqual([undefined, 'dive'])
  // A chord that nobody knows does nothing, also not by its second stroke.
  expect(type(down('g'), down('j', { timeStamp: 500 }), down('j', { timeStamp: 600 }))).toEqual([
    undefined,
    undefined,
    'next',
  ])
})

test('acts are there while their tool is, in the order of their groups', () => {
  const removePage = registerActions({ current: [{ ...act('help-me'), group: 'help' }, act('clear')] })
  const removeList = registerActions({ current: [{ ...act('open'), group: 'records' }] })
  expect(currentActions().map(({ id }) => id)).toEqual(['open', 'clear', 'help-me'])
  removePage()
  expect(currentActions().map(({ id }) => id)).toEqual(['open'])
  removeList()
  expect(currentActions()).toEqual([])
})

test('keys are shown as they are written on a keyboard', () => {
  expect(shownStrokes(['Mod+k', 'Shift+ArrowDown', 'g d', ' ', '~Meta+Shift+l', '?'], false)).toEqual([
    ['Ctrl K'],
    ['Shift ↓'],
    ['g', 'd'],
    ['Space'],
    ['?'],
  ])
  expect(shownStrokes(['Mod+k'], true)).toEqual([['⌘ K']])
})
