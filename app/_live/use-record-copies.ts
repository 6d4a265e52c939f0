'use client'

/** Copies records, one or several, and says how many. */
import { useTranslations } from 'use-intl'
import { toast } from '#app/_ui/toast.ts'
import { useCopy } from '#app/_ui/use-copy.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LogPlace } from '#lib/viewer/log-source.ts'
import { type CopyFormat, recordsText } from '#lib/viewer/records-text.ts'

export interface RecordCopies {
  copyRecords: (records: readonly { record: NumberedRecord }[], format: CopyFormat) => void
  copyAsIs: (text: string) => void
  /** Absent where a record has no address. */
  copyLink?: ((place: LogPlace) => void) | undefined
}

export function useRecordCopies(copyLink: RecordCopies['copyLink']): RecordCopies {
  const t = useTranslations('live')
  const { copy } = useCopy()
  const say = async (text: string, count: number) => {
    if (await copy(text)) toast.success(t('copied', { count }))
  }
  return {
    copyRecords: (records, format) =>
      void say(
        recordsText(
          records.map(({ record }) => record),
          format,
        ),
        records.length,
      ),
    copyAsIs: (text) => void say(text, 1),
    copyLink,
  }
}
