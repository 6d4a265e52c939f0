'use client'

/** What can be done with the chosen records: a small bar over the list. */
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Copy, Link2, X } from '#app/_ui/icons.ts'
import { COPY_FORMATS } from '#lib/viewer/records-text.ts'
import type { ChosenRecords } from './chosen-records.ts'
import type { RecordCopies } from './use-record-copies.ts'

export interface SelectionBarProps {
  chosen: ChosenRecords
  copies: RecordCopies
  onClear: () => void
  /** Further buttons. */
  children?: ReactNode
}

export function SelectionBar({ chosen, copies, onClear, children }: SelectionBarProps) {
  const t = useTranslations('record')
  const [first] = chosen.records
  const name = t(chosen.isCut ? 'chosenFirst' : 'chosen', { count: chosen.records.length })
  return (
    <div className="pointer-events-none absolute inset-x-2 bottom-3 z-20 flex justify-center">
      <div
        role="toolbar"
        aria-label={name}
        className="pointer-events-auto flex max-w-full animate-pop-in flex-wrap items-center gap-0.5 rounded bg-surface-floating py-1 pr-1 pl-3 shadow-floating"
      >
        <span role="status" className="mr-1 font-medium text-sm tabular-nums">
          {name}
        </span>
        {COPY_FORMATS.map((format) => (
          <button
            key={format}
            type="button"
            title={t(`copyAs.${format}`)}
            aria-label={t(`copyAs.${format}`)}
            onClick={() => copies.copyRecords(chosen.records, format)}
            className="button button-ghost h-control gap-1.5 px-2 text-sm"
          >
            {format === 'text' && <Copy aria-hidden className="size-4" />}
            {t(`format.${format}`)}
          </button>
        ))}
        {copies.copyLink && first && (
          <IconButton
            icon={Link2}
            label={t('copyLinkFirst')}
            onClick={() => copies.copyLink?.({ session: first.session, seq: first.record.seq })}
          />
        )}
        {children}
        <IconButton icon={X} label={t('clearChosen')} hint="Esc" onClick={onClear} />
      </div>
    </div>
  )
}
