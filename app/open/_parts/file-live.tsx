'use client'

/** A file on the live page: how far it is read, what in it is wrong, and a way back. */
import { useCallback, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { LiveFrame } from '#app/_live/live-frame.tsx'
import { LivePage } from '#app/_live/live-page.tsx'
import { LiveSkeleton } from '#app/_live/live-skeleton.tsx'
import { useOpenedSource } from '#app/_live/use-opened-source.ts'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { X } from '#app/_ui/icons.ts'
import { FileSource } from '#lib/viewer/file-source.ts'
import type { FileInput } from '#lib/viewer/import/file-input.ts'
import { FileBars } from './file-bars.tsx'
import { FileTrouble } from './file-trouble.tsx'

export interface FileLiveProps {
  input: FileInput
  onClose: () => void
}

export function FileLive({ input, onClose }: FileLiveProps) {
  const open = useCallback(() => new FileSource({ input, schedule: (run) => void requestAnimationFrame(run) }), [input])
  const source = useOpenedSource(open)
  return (
    <main className="flex h-dvh flex-col">
      <LiveFrame>
        {source ? <Opened source={source} input={input} onClose={onClose} /> : <LiveSkeleton name={input.name} />}
      </LiveFrame>
    </main>
  )
}

function Opened({ source, input, onClose }: FileLiveProps & { source: FileSource }) {
  const t = useTranslations('files')
  const progress = () => source.snapshot().file
  const file = useSyncExternalStore(source.subscribe, progress, progress)
  if (file.problem && file.recordCount === 0)
    return <FileTrouble name={input.name} problem={file.problem} onClose={onClose} />
  return (
    <LivePage
      live={source}
      fallbackName={input.name}
      backHref={null}
      summary={null}
      notices={<FileBars file={file} onStop={() => source.stop()} />}
      actions={<IconButton icon={X} label={t('close')} onClick={onClose} />}
    />
  )
}
