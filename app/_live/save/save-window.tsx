'use client'

/** The window that saves the log as a file: which records, which format and, for a table, which columns. Loaded when it opens. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Keep } from '#app/_live/keep/use-keep.ts'
import { isFiltering } from '#app/_live/use-url-filter.ts'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { CSV_DEFAULT, type CsvColumn } from '#lib/viewer/export/csv-file.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { ColumnChoice } from './column-choice.tsx'
import { FormatChoice } from './format-choice.tsx'
import { KeepSwitch } from './keep-switch.tsx'
import { lastFormat, rememberFormat } from './last-format.ts'
import { useSave } from './use-save.ts'

export interface SaveWindowProps {
  live: LiveSource
  /** Null where nothing can be kept. */
  keep: Keep | null
  onClose: () => void
}

export default function SaveWindow({ live, keep, onClose }: SaveWindowProps) {
  const t = useTranslations('files')
  const tUi = useTranslations('ui')
  const save = useSave(live)
  const [{ total, matched, filter }] = useState(() => live.log.view())
  const isFiltered = isFiltering(filter)
  const [which, setWhich] = useState<'shown' | 'all'>(isFiltered && matched > 0 ? 'shown' : 'all')
  const [format, setFormat] = useState(lastFormat)
  const [columns, setColumns] = useState<readonly CsvColumn[]>(CSV_DEFAULT)
  const canSave = format !== 'csv' || columns.length > 0

  function handleSave() {
    rememberFormat(format)
    onClose()
    void save({ format, which, columns })
  }

  return (
    <Dialog
      title={t('title')}
      description={t('text')}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      actions={
        <>
          <Button onClick={onClose}>{tUi('cancel')}</Button>
          <Button variant="primary" disabled={!canSave} onClick={handleSave}>
            {t('saveFile')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {isFiltered && (
          <SegmentedControl
            label={t('which')}
            value={which}
            options={[
              { value: 'shown', label: t('shown', { count: matched }) },
              { value: 'all', label: t('all', { count: total }) },
            ]}
            onChange={setWhich}
          />
        )}
        <FormatChoice value={format} onChange={setFormat} />
        {format === 'csv' && <ColumnChoice log={live.log} which={which} chosen={columns} onChange={setColumns} />}
        {keep && <KeepSwitch keep={keep} />}
      </div>
    </Dialog>
  )
}
