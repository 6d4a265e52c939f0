'use client'

/** A kept session, read from this browser's storage into the viewer of files. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { LiveSkeleton } from '#app/_live/live-skeleton.tsx'
import { Button } from '#app/_ui/button.tsx'
import type { FileInput } from '#lib/viewer/import/file-input.ts'
import { keptInput } from '#lib/viewer/keep/kept-input.ts'
import { FileLive } from './file-live.tsx'
import { openKeptStore } from './kept-list.tsx'

export function KeptLive({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTranslations('files')
  const input = useKeptInput(id)
  if (input) return <FileLive input={input} onClose={onClose} />
  return (
    <main className="flex h-dvh flex-col">
      {input === null ? (
        <LiveSkeleton name={t('keep.kept')} />
      ) : (
        <div className="m-auto flex flex-col items-center gap-4 p-6 text-center">
          <p role="alert">{t('keep.gone')}</p>
          <Button variant="primary" onClick={onClose}>
            {t('openOther')}
          </Button>
        </div>
      )}
    </main>
  )
}

/** Null until it is known; false where it is no longer kept. */
function useKeptInput(id: string): FileInput | null | false {
  const [input, setInput] = useState<FileInput | null | false>(null)
  useEffect(() => {
    let isCurrent = true
    let close = () => {}
    openKeptStore()
      .then(async (store) => {
        close = () => store.close()
        const log = await store.find(id)
        if (isCurrent) setInput(log ? keptInput(store, log) : false)
        else close()
      })
      .catch(() => setInput(false))
    return () => {
      isCurrent = false
      close()
    }
  }, [id])
  return input
}
