'use client'

/** The one place where files are opened: drop, paste or choose. */
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { loadSaveWindow } from '#app/_live/save/lazy-save-window.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FileText, FolderOpen } from '#app/_ui/icons.ts'

export interface OpenFileProps {
  /** Whether a file is being dragged over the page. */
  isOver: boolean
  onFile: (file: File) => void
}

export function OpenFile({ isOver, onFile }: OpenFileProps) {
  const t = useTranslations('files')
  // What is opened can be saved again without a network.
  useEffect(() => void loadSaveWindow().catch(() => {}), [])
  const chooser = useRef<HTMLInputElement>(null)
  return (
    <section aria-labelledby="open-file" className="flex w-full max-w-xl flex-col gap-2">
      <h2 id="open-file" className="font-semibold">
        {t('openTitle')}
      </h2>
      <div
        data-over={isOver || undefined}
        className="flex flex-col items-center gap-3 rounded border border-line-strong border-dashed bg-surface-raised px-4 py-6 text-center data-over:border-accent data-over:bg-accent-soft"
      >
        <FileText aria-hidden strokeWidth={1.5} className="size-7 text-ink-faint" />
        <p className="text-pretty">{t(isOver ? 'dropNow' : 'dropText')}</p>
        <Button onClick={() => chooser.current?.click()}>
          <FolderOpen aria-hidden className="size-4" />
          {t('choose')}
        </Button>
        <input
          ref={chooser}
          type="file"
          aria-label={t('choose')}
          tabIndex={-1}
          className="sr-only"
          accept=".ndjson,.jsonl,.json,.log,.txt,.gz,text/plain,application/json,application/gzip"
          onChange={(event) => {
            const file = event.target.files?.[0]
            // The same file can be chosen again.
            event.target.value = ''
            if (file) onFile(file)
          }}
        />
        <p className="text-pretty text-ink-muted text-sm">{t('privacy')}</p>
      </div>
    </section>
  )
}
