'use client'

/** Opens a live source in the browser, wakes it when it may be reachable again, and closes it with the page. */
import { useEffect, useState } from 'react'
import type { LiveSource } from '#lib/viewer/live-source.ts'

/** Null on the server and until the browser has opened it. A new `open` closes the source and opens another. */
export function useOpenedSource<S extends LiveSource>(open: () => S): S | null {
  const [source, setSource] = useState<S | null>(null)
  useEffect(() => {
    const opened = open()
    setSource(opened)
    // The network is back, or the reader is: the laptop may have slept.
    const wake = () => document.hidden || opened.retryNow()
    addEventListener('online', wake)
    document.addEventListener('visibilitychange', wake)
    return () => {
      removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      opened.close()
    }
  }, [open])
  return source
}
