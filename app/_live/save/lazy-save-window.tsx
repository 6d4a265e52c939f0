'use client'

/** The window that saves, whose code is loaded when somebody first wants to save. */
import { lazy, Suspense } from 'react'
import type { SaveWindowProps } from './save-window.tsx'

export const loadSaveWindow = () => import('./save-window.tsx')
const SaveWindow = lazy(loadSaveWindow)

export function LazySaveWindow({ isOpen, ...props }: SaveWindowProps & { isOpen: boolean }) {
  if (!isOpen) return null
  return (
    <Suspense>
      <SaveWindow {...props} />
    </Suspense>
  )
}
