'use client'

/** Which editor a person opens places of code in. Kept in this browser. */
import { useSyncExternalStore } from 'react'
import { EDITORS, type EditorSetting, NO_EDITOR, TEMPLATE_CHARS_MAX } from '#lib/viewer/editor-link.ts'

const KEY = 'agent-logger.editor'
const listeners = new Set<() => void>()
let current: EditorSetting | null = null

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(): EditorSetting {
  current ??= parse(stored())
  return current
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null // the browser stores nothing for us
  }
}

function parse(text: string | null): EditorSetting {
  try {
    const { editor, template, folder } = JSON.parse(text ?? '{}')
    return {
      editor: EDITORS.find((name) => name === editor) ?? 'none',
      template: typeof template === 'string' ? template.slice(0, TEMPLATE_CHARS_MAX) : '',
      folder: typeof folder === 'string' ? folder.slice(0, TEMPLATE_CHARS_MAX) : '',
    }
  } catch {
    return NO_EDITOR // somebody else's text
  }
}

export function useEditorSetting(): [EditorSetting, (next: EditorSetting) => void] {
  const setting = useSyncExternalStore(subscribe, read, () => NO_EDITOR)
  return [
    setting,
    (next) => {
      current = next
      try {
        localStorage.setItem(KEY, JSON.stringify(next))
      } catch {
        // The browser stores nothing for us: the choice lasts as long as this page.
      }
      for (const listener of listeners) listener()
    },
  ]
}
