'use client'

/** Copies records as text: the selected one, or everything that the filter shows. Reports what it did. */
import { useTranslations } from 'use-intl'
import { toast } from '#app/_ui/toast.ts'
import { useCopy } from '#app/_ui/use-copy.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'
import { recordText } from '#lib/viewer/record-text.ts'

/** Most records to copy at once: more belong into a file, not on a clipboard. */
const COPY_RECORDS_MAX = 10_000

export function useCopyShown(log: LogSource): {
  copyShown: () => Promise<void>
  copyRecord: (record: NumberedRecord) => Promise<void>
} {
  const t = useTranslations('live')
  const tFiles = useTranslations('files')
  const { copy } = useCopy()

  const copyRecords = async (records: readonly NumberedRecord[]) => {
    if (!(await copy(records.map(recordText).join('\n')))) return
    const isCut = records.length === COPY_RECORDS_MAX
    toast.success(
      t(isCut ? 'copiedNewest' : 'copied', { count: records.length }),
      isCut ? { description: tFiles('copiedMore') } : {},
    )
  }
  return {
    copyShown: async () => copyRecords(await log.matching(COPY_RECORDS_MAX)),
    copyRecord: (record) => copyRecords([record]),
  }
}
