'use client'

/** Replaces a file that cannot be shown: says what is wrong with it. */
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { FileX } from '#app/_ui/icons.ts'
import { visibleLine } from '#lib/protocol/visible-text.ts'
import type { FileProblem } from '#lib/viewer/import/file-problem.ts'
import { problemWords } from './file-words.ts'

export interface FileTroubleProps {
  name: string
  problem: FileProblem
  onClose: () => void
}

export function FileTrouble({ name, problem, onClose }: FileTroubleProps) {
  const t = useTranslations('files')
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto p-6">
      <div className="m-auto flex w-full max-w-xl flex-col gap-3">
        <FileX aria-hidden strokeWidth={1.5} className="size-8 text-ink-faint" />
        <h1 className="break-words font-semibold text-xl">{visibleLine(name)}</h1>
        <p role="alert" className="text-pretty">
          {problemWords(problem, t)}
        </p>
        <p className="text-pretty text-ink-muted text-sm">{t('accepted')}</p>
        <div>
          <Button variant="primary" onClick={onClose}>
            {t('openOther')}
          </Button>
        </div>
      </div>
    </div>
  )
}
