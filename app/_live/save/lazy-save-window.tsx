'use client'

/**
 * The window that saves. Its code is loaded a while after the page, because somebody may want to save when the server is gone; or
 * when it opens.
 */
import { type ComponentType, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { toast } from '#app/_ui/toast.ts'
import type { SaveWindowProps } from './save-window.tsx'

/** The page has its own code and its first records by then. */
const LOAD_AFTER_MS = 15_000

export const loadSaveWindow = () => import('./save-window.tsx')

export function LazySaveWindow({ isOpen, ...props }: SaveWindowProps & { isOpen: boolean }) {
  const t = useTranslations('files')
  const [Window, setWindow] = useState<ComponentType<SaveWindowProps> | null>(null)
  const { onClose } = props

  useEffect(() => {
    const timer = setTimeout(() => void loadSaveWindow().catch(() => {}), LOAD_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])

  useEffect(() => {
    if (!isOpen || Window) return
    loadSaveWindow().then(
      ({ default: loaded }) => setWindow(() => loaded),
      () => {
        // A live page renders often; it says so once.
        toast.error(t('notLoaded'), { id: 'save-window' })
        onClose()
      },
    )
  }, [isOpen, Window, onClose, t])

  return isOpen && Window ? <Window {...props} /> : null
}
