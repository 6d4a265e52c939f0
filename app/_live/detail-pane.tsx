'use client'

/** The pane for a record's detail: beside the list where there is room, else a sheet over it. */
import { ChevronDown, ChevronUp, WrapText, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Sheet } from '#app/_ui/sheet.tsx'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { SearchMarks } from '#lib/viewer/query/search-marks.ts'
import { RecordDetail } from './record-detail.tsx'
import { useMedia, WIDE } from './use-media.ts'

export interface DetailPaneProps {
  /** Null: closed. */
  record: NumberedRecord | null
  patterns: SearchMarks
  onMove: (by: number) => void
  onClose: () => void
  /** Further buttons of its header. */
  actions?: ReactNode
}

export function DetailPane({ record, patterns, onMove, onClose, actions }: DetailPaneProps) {
  const t = useTranslations('live.detail')
  const tUi = useTranslations('ui')
  const isWide = useMedia(WIDE)
  const [isWrapped, setWrapped] = useState(true)
  if (!record) return null
  const title = t('title', { seq: record.seq })
  const detail = <RecordDetail key={record.seq} record={record} patterns={patterns} isWrapped={isWrapped} />
  if (!isWide) {
    return (
      <Sheet title={title} isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
        {detail}
      </Sheet>
    )
  }
  return (
    <aside
      aria-label={title}
      className="flex w-2/5 min-w-96 max-w-3xl shrink-0 animate-slide-in flex-col border-l bg-surface-raised"
    >
      <div className="flex shrink-0 items-center gap-0.5 border-b py-1 pr-1 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{title}</h2>
        {actions}
        <IconButton
          icon={WrapText}
          label={t('wrap')}
          aria-pressed={isWrapped}
          onClick={() => setWrapped(!isWrapped)}
          className="aria-pressed:text-accent"
        />
        <IconButton icon={ChevronUp} label={t('older')} hint="k" onClick={() => onMove(-1)} />
        <IconButton icon={ChevronDown} label={t('newer')} hint="j" onClick={() => onMove(1)} />
        <IconButton icon={X} label={tUi('close')} hint="Esc" onClick={onClose} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">{detail}</div>
    </aside>
  )
}
