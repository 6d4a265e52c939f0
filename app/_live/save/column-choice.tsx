'use client'

/** The columns of a table: those of every record, and the attributes of the first records. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Checkbox } from '#app/_ui/checkbox.tsx'
import { visibleLine } from '#lib/protocol/visible-text.ts'
import { CSV_COLUMNS, type CsvColumn } from '#lib/viewer/export/csv-file.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'

export interface ColumnChoiceProps {
  log: LogSource
  which: 'shown' | 'all'
  chosen: readonly CsvColumn[]
  onChange: (columns: readonly CsvColumn[]) => void
}

/** Records that are looked at for attributes, and how many attributes are offered. */
const SAMPLE_RECORDS = 500
const ATTRIBUTES_MAX = 24
const NAME_CHARS_MAX = 60

export function ColumnChoice({ log, which, chosen, onChange }: ColumnChoiceProps) {
  const t = useTranslations('files')
  const attributes = useAttributeColumns(log, which)
  const all = [...CSV_COLUMNS, ...attributes]
  const toggle = (column: CsvColumn) =>
    // In the order of the list, whatever was pressed first.
    onChange(all.filter((one) => (one === column ? !chosen.includes(one) : chosen.includes(one))))
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{t('columns')}</legend>
      <div className="grid grid-cols-2 gap-x-4 gap-y-2 font-mono text-sm sm:grid-cols-3">
        {all.map((column) => (
          <Checkbox
            key={column}
            label={visibleLine(column.replace(/^attributes\./, '.'))}
            isOn={chosen.includes(column)}
            onChange={() => toggle(column)}
          />
        ))}
      </div>
      {chosen.length === 0 && (
        <p role="alert" className="text-danger text-sm">
          {t('noColumns')}
        </p>
      )}
    </fieldset>
  )
}

function useAttributeColumns(log: LogSource, which: 'shown' | 'all'): CsvColumn[] {
  const [columns, setColumns] = useState<CsvColumn[]>([])
  useEffect(() => {
    let isCurrent = true
    void log.ask('page', { which, after: null, countMax: SAMPLE_RECORDS }).then(({ records }) => {
      if (!isCurrent) return
      const counts = new Map<string, number>()
      for (const { record } of records)
        for (const key of Object.keys(record.attributes ?? {}))
          if (key.length <= NAME_CHARS_MAX) counts.set(key, (counts.get(key) ?? 0) + 1)
      const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, ATTRIBUTES_MAX)
      setColumns(most.map(([key]) => `attributes.${key}` as const))
    })
    return () => {
      isCurrent = false
    }
  }, [log, which])
  return columns
}
