'use client'

/** Lines above the live page of a file: how far it is read, and what could not be read. */
import { useTranslations } from 'use-intl'
import { Bar, BarButton } from '#app/_live/bar.tsx'
import type { FileProgress } from '#lib/viewer/file-source.ts'
import { faultWords, problemWords } from './file-words.ts'

export function FileBars({ file, onStop }: { file: FileProgress; onStop: () => void }) {
  const t = useTranslations('files')
  const { state, readBytes, totalBytes, recordCount, faultCount, fault, problem } = file
  const percent = totalBytes === 0 ? 0 : Math.floor((100 * readBytes) / totalBytes)
  return (
    <>
      {state === 'reading' && (
        <Bar>
          <progress aria-label={t('reading')} value={percent} max={100} className="h-1.5 w-40 accent-accent" />
          <span className="tabular-nums">{t('readingCount', { percent, count: recordCount })}</span>
          <BarButton onClick={onStop}>{t('stop')}</BarButton>
        </Bar>
      )}
      {state === 'stopped' && <Bar isUrgent>{t('stoppedAt', { percent })}</Bar>}
      {problem && <Bar isUrgent>{t('incomplete', { problem: problemWords(problem, t) })}</Bar>}
      {faultCount > 0 && fault && <Bar isUrgent>{t('faults', { count: faultCount, fault: faultWords(fault, t) })}</Bar>}
    </>
  )
}
