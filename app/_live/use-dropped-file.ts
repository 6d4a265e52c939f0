'use client'

/** Keeps a file that is dropped on the live page from replacing it, which would lose its records, and says where files go. */
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { toast } from '#app/_ui/toast.ts'

export function useDroppedFile(isFilePage: boolean): void {
  const t = useTranslations('files')
  useEffect(() => {
    // The page of a file takes the next one.
    if (isFilePage) return
    const handleDrag = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
    }
    const handleDrop = (event: DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      toast(t('dropped'), { action: { label: t('openPage'), onClick: () => void open('/open', '_blank', 'noopener') } })
    }
    addEventListener('dragover', handleDrag)
    addEventListener('drop', handleDrop)
    return () => {
      removeEventListener('dragover', handleDrag)
      removeEventListener('drop', handleDrop)
    }
  }, [isFilePage, t])
}
