'use client'

/** Which attributes have a column of their own, and how wide it is. Offers the attributes of the records that are here. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { COLUMN_CHARS, COLUMNS_MAX, type Reading, type ReadingColumn, withColumn } from '#app/_preferences/reading.ts'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { X } from '#app/_ui/icons.ts'
import { Select } from '#app/_ui/select.tsx'
import { visibleText } from '#lib/protocol/visible-text.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'

/** Most names that are offered. */
const OFFERED_MAX = 100
/** The value of the list when nothing is chosen: it is its own first entry. */
const NONE = ''

export interface ColumnChoiceProps {
  log: LogSource
  reading: Reading
  onChange: (columns: ReadingColumn[]) => void
}

export function ColumnChoice({ log, reading, onChange }: ColumnChoiceProps) {
  const t = useTranslations('reading')
  const keys = useFieldKeys(log)
  const { columns } = reading
  const offered = keys.filter((key) => !columns.some((column) => column.key === key))
  return (
    <div className="flex flex-col gap-1">
      {columns.map((column) => {
        const name = visibleText(column.key)
        return (
          <div key={column.key} className="flex items-center gap-2">
            <span title={name} className="min-w-0 flex-1 truncate font-mono text-code">
              {name}
            </span>
            <input
              type="range"
              min={COLUMN_CHARS.min}
              max={COLUMN_CHARS.max}
              value={column.chars}
              aria-label={t('columnWidth', { name })}
              onChange={(event) =>
                onChange(columns.map((one) => (one === column ? { ...one, chars: Number(event.target.value) } : one)))
              }
              className="h-control w-24 shrink-0"
            />
            <IconButton
              icon={X}
              label={t('removeColumn', { name })}
              hasTooltip={false}
              onClick={() => onChange(columns.filter((one) => one !== column))}
            />
          </div>
        )
      })}
      {offered.length > 0 && columns.length < COLUMNS_MAX && (
        <Select
          aria-label={t('addColumn')}
          value={NONE}
          placeholder={t('addColumn')}
          options={offered.map((value) => ({ value, label: visibleText(value) }))}
          onChange={(key) => key !== NONE && onChange(withColumn(reading, key))}
        />
      )}
      {offered.length === 0 && columns.length === 0 && <p className="text-ink-muted text-sm">{t('noFields')}</p>}
    </div>
  )
}

function useFieldKeys(log: LogSource): string[] {
  const [keys, setKeys] = useState<string[]>([])
  useEffect(() => {
    let isWanted = true
    log.ask('fields', { countMax: OFFERED_MAX }).then((fields) => {
      if (isWanted) setKeys(fields.map(({ key }) => key).filter((key) => key !== NONE))
    }, console.error)
    return () => {
      isWanted = false
    }
  }, [log])
  return keys
}
