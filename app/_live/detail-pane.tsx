'use client'

/**
 * The pane for a record's detail: beside the list where there is room, below it on a tablet, and as a sheet at the bottom of a
 * phone. Never modal: the list stays in reach, and "older" and "newer" are there at every width. Takes source maps by drop.
 */
import clsx from 'clsx'
import { type DragEvent, type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { ChevronDown, ChevronUp, Link2, WrapText, X } from '#app/_ui/icons.ts'
import type { LogSource, RecordRow } from '#lib/viewer/log-source.ts'
import type { AnsiTextProps } from './ansi-text.tsx'
import { DetailProvider, type FilterTerm } from './detail-context.ts'
import RecordDetail from './record-detail.tsx'
import { isMapFile, useAddMaps } from './use-add-maps.ts'

export interface DetailPaneProps {
  /** Null: closed. */
  row: RecordRow | null
  log: LogSource
  patterns: AnsiTextProps['patterns']
  onMove: (by: number) => void
  onClose: () => void
  onFilterBy?: ((term: FilterTerm) => void) | undefined
  /** Copies a link to the record; absent where there is no address for one. */
  onCopyLink?: (() => void) | undefined
  /** Further buttons of its header. */
  actions?: ReactNode
  /** Below its list at every width. */
  isBelow?: boolean
  /** What stands below the record. */
  children?: ReactNode
}

const BESIDE_STYLE = 'lg:h-auto lg:w-2/5 lg:min-w-96 lg:max-w-3xl lg:animate-slide-in lg:border-t-0 lg:border-l'

export function DetailPane(props: DetailPaneProps) {
  const { row, log, patterns, onMove, onClose, onFilterBy, onCopyLink, actions, isBelow = false, children } = props
  const t = useTranslations('live.detail')
  const tRecord = useTranslations('record')
  const tUi = useTranslations('ui')
  const [isWrapped, setWrapped] = useState(true)
  const { isOver, ...drop } = useMapDrop()
  if (!row) return null
  const title = t('title', { seq: row.seq })
  return (
    <aside
      aria-label={title}
      data-over={isOver || undefined}
      {...drop}
      className={clsx(
        'z-10 flex h-3/5 min-h-48 shrink-0 animate-slide-up flex-col border-t bg-surface-raised data-over:outline-2 data-over:outline-accent data-over:-outline-offset-2 max-md:rounded-t max-md:shadow-floating',
        !isBelow && BESIDE_STYLE,
      )}
    >
      <div className="flex shrink-0 items-center gap-0.5 border-b py-1 pr-1 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{title}</h2>
        {actions}
        {onCopyLink && <IconButton icon={Link2} label={tRecord('copyLink')} onClick={onCopyLink} />}
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
      <div className="min-h-0 flex-1 overflow-y-auto">
        <DetailProvider value={{ patterns, isWrapped, onFilterBy }}>
          <RecordDetail key={row.key} record={row.record} log={log} />
          {children}
        </DetailProvider>
      </div>
      <p role="status" className="sr-only">
        {isOver ? tRecord('maps.drop') : ''}
      </p>
    </aside>
  )
}

/** Leaves every other file to the page. */
function useMapDrop() {
  const add = useAddMaps()
  const [isOver, setOver] = useState(false)
  // Until they are dropped, the browser tells only that there are files.
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')
  return {
    isOver,
    onDragOver: (event: DragEvent) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false)
      const maps = [...event.dataTransfer.files].filter(isMapFile)
      if (maps.length === 0) return
      event.preventDefault()
      event.stopPropagation()
      void add(maps)
    },
  }
}
