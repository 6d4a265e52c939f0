'use client'

/** Files that are dropped or pasted anywhere on the page, and long text that is pasted: it is a log. */
import { useEffect, useState } from 'react'

/** Shorter text is an address, or the two lines that apps share. */
const LOG_LINES_MIN = 4
const LOG_CHARS_MIN = 4_000

/** The camera's window takes pictures of codes. */
const isWindowOpen = () => document.querySelector('[role=dialog]') !== null

/** Whether a file is being dragged over the page. `onFile` is null while the page shows something that a file must not replace. */
export function useFileDrop(onFile: ((file: File) => void) | null): boolean {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    if (!onFile) return
    const handleDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files') || isWindowOpen()) return
      // Without this the browser would open the file in place of the page.
      event.preventDefault()
      setOver(true)
    }
    const handleLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const handleDrop = (event: DragEvent) => {
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (!file || isWindowOpen()) return
      event.preventDefault()
      onFile(file)
    }
    const handlePaste = (event: ClipboardEvent) => {
      if ((event.target as Element).matches('[type=search]') || isWindowOpen()) return
      const file = event.clipboardData?.files[0] ?? pastedLog(event.clipboardData?.getData('text') ?? '')
      if (!file) return
      event.preventDefault()
      event.stopPropagation()
      onFile(file)
    }
    addEventListener('dragover', handleDrag)
    addEventListener('dragleave', handleLeave)
    addEventListener('drop', handleDrop)
    addEventListener('paste', handlePaste, true)
    return () => {
      removeEventListener('dragover', handleDrag)
      removeEventListener('dragleave', handleLeave)
      removeEventListener('drop', handleDrop)
      removeEventListener('paste', handlePaste, true)
    }
  }, [onFile])
  return isOver
}

export function pastedLog(text: string): File | null {
  const isLog = text.length >= LOG_CHARS_MIN || text.trim().split('\n', LOG_LINES_MIN).length >= LOG_LINES_MIN
  return isLog ? new File([text], 'pasted.txt', { type: 'text/plain', lastModified: Date.now() }) : null
}
