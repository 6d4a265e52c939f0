'use client'

/**
 * Runs acts by their keys, and opens the palette and the list of keys, whose code is loaded then. One of them stands on each page
 * with tools.
 */
import { type ComponentType, useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { Keyboard, Search } from '#app/_ui/icons.ts'
import { LazyWindow } from '#app/dashboard/_parts/lazy-window.tsx'
import { paletteWindow, shortcutsWindow } from '#app/dashboard/_parts/open-store.ts'
import { currentActions } from './action-registry.ts'
import { KeyStrokes } from './key-strokes.ts'
import { useActions } from './use-actions.ts'

const loadSheet = () => import('./shortcut-sheet.tsx')
const loadPlainPalette = () => import('./palette.tsx')

export interface ActionHostProps {
  /** The palette of this page, if it knows more than the acts; must stay the same function. */
  loadPalette?: () => Promise<{ default: ComponentType }>
}

export function ActionHost({ loadPalette = loadPlainPalette }: ActionHostProps) {
  const t = useTranslations('actions')
  useActionKeys()
  useActions([
    {
      id: 'palette',
      group: 'help',
      label: t('palette'),
      keys: ['Mod+k'],
      icon: Search,
      isGlobal: true,
      isKeyOnly: true,
      run: () => paletteWindow.setOpen(true),
    },
    {
      id: 'keys',
      group: 'help',
      label: t('keys'),
      keys: ['?'],
      icon: Keyboard,
      run: () => shortcutsWindow.setOpen(true),
    },
  ])
  return (
    <>
      <LazyWindow store={shortcutsWindow} load={loadSheet} props={{}} />
      <LazyWindow store={paletteWindow} load={loadPalette} props={{}} />
    </>
  )
}

function useActionKeys(): void {
  useEffect(() => {
    const strokes = new KeyStrokes()
    function handleKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return
      const isTyping = isElsewhere(event)
      const actions = currentActions().filter(({ isGlobal }) => !isTyping || isGlobal)
      const action = strokes.take(event, actions)
      if (!action) return
      event.preventDefault()
      action.run()
    }
    addEventListener('keydown', handleKey)
    return () => removeEventListener('keydown', handleKey)
  }, [])
}

/** Whether the key belongs to a field, a window, a menu, or the focused button that it presses. */
function isElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]'))
    return true
  if (target.closest('[role=listbox]') && !target.closest('[role=log]')) return true
  return (key === 'Enter' || key === ' ') && target.closest('button, a, summary, [role=button]') !== null
}
