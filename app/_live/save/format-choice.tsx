'use client'

/** The formats of a file, each with what it is for. */
import { RadioGroup } from 'radix-ui'
import { useId } from 'react'
import { useTranslations } from 'use-intl'
import { FILE_FORMATS, FILE_KINDS, type FileFormat } from '#lib/viewer/export/file-facts.ts'

export interface FormatChoiceProps {
  value: FileFormat
  onChange: (format: FileFormat) => void
}

export function FormatChoice({ value, onChange }: FormatChoiceProps) {
  const t = useTranslations('files')
  const id = useId()
  return (
    <RadioGroup.Root
      aria-label={t('format')}
      value={value}
      onValueChange={(next) => onChange(next as FileFormat)}
      className="flex flex-col overflow-hidden rounded border"
    >
      {FILE_FORMATS.map((format) => (
        <RadioGroup.Item
          key={format}
          value={format}
          aria-labelledby={`${id}-${format}`}
          aria-describedby={`${id}-${format}-text`}
          className="group flex min-h-control items-center gap-3 border-t px-3 py-2 text-left outline-offset-[-2px] first:border-t-0 hover:bg-surface-hover data-[state=checked]:bg-surface-selected"
        >
          <span className="grid size-4 shrink-0 place-items-center rounded-full border border-line-strong bg-surface-raised group-data-[state=checked]:border-accent">
            <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
          </span>
          <span className="flex min-w-0 flex-1 items-baseline gap-x-3">
            <span id={`${id}-${format}`} className="w-24 shrink-0 font-medium">
              {t(`formats.${format}`)}
            </span>
            <span id={`${id}-${format}-text`} className="min-w-0 flex-1 text-pretty text-ink-muted text-sm">
              {t(`formats.${format}Text`)}
            </span>
          </span>
          <span aria-hidden className="shrink-0 font-mono text-ink-faint text-xs max-sm:hidden">
            .{FILE_KINDS[format].extension}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
