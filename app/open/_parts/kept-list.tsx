'use client'

/** The sessions that this browser keeps: open, delete, and how much space they may take. It is not there while nothing is kept. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { KEEP_BYTES, keepBytesMax, keepNothing, setKeepBytesMax, setKeeping } from '#app/_live/keep/keep-choices.ts'
import { Button } from '#app/_ui/button.tsx'
import { ByteSize } from '#app/_ui/byte-size.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Trash2 } from '#app/_ui/icons.ts'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { Select } from '#app/_ui/select.tsx'
import { toast } from '#app/_ui/toast.ts'
import { visibleLine } from '#lib/protocol/visible-text.ts'
import type { KeptLog, KeptStore } from '#lib/viewer/keep/kept-store.ts'

export const openKeptStore = async (): Promise<KeptStore> =>
  (await import('#lib/viewer/keep/kept-store.ts')).KeptStore.open()

export function KeptList() {
  const t = useTranslations('files.keep')
  const { logs, change } = useKeptLogs()
  const [limit, setLimit] = useState(keepBytesMax)
  if (logs.length === 0) return null
  const bytes = logs.reduce((sum, log) => sum + log.bytes, 0)

  const remove = (log: KeptLog) => {
    setKeeping(log.id, false)
    return change((store) => store.remove(log.id))
  }
  const removeAll = async () => {
    keepNothing()
    await change((store) => store.clear())
    return true
  }
  const choose = async (next: number) => {
    setLimit(next)
    setKeepBytesMax(next)
    const removed = await change((store) => store.makeRoom(next, ''))
    if (removed.length > 0) toast(t('removed', { count: removed.length, name: visibleLine(removed[0]?.name ?? '') }))
  }

  return (
    <section aria-labelledby="kept" className="flex w-full max-w-xl flex-col gap-2">
      <div className="flex items-center justify-between gap-4">
        <h2 id="kept" className="font-semibold">
          {t('kept')}
        </h2>
        <ConfirmDialog
          title={t('removeAllTitle')}
          consequence={t('removeAllText')}
          confirmLabel={t('removeAll')}
          onConfirm={removeAll}
          trigger={<Button variant="ghost">{t('removeAll')}</Button>}
        />
      </div>
      <ul className="divide-y rounded border bg-surface-raised">
        {logs.map((log) => (
          <li key={log.id} className="flex items-center gap-2 pr-1">
            <a
              href={`#kept=${encodeURIComponent(log.id)}`}
              className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-3 rounded px-3 py-2 hover:bg-surface-hover"
            >
              <span className="min-w-0 truncate font-medium">
                {visibleLine(log.name)} <span className="font-normal text-ink-muted">{visibleLine(log.appName)}</span>
              </span>
              <span className="shrink-0 text-ink-muted text-sm">
                {t('records', { count: log.recordCount })} · <ByteSize bytes={log.bytes} /> ·{' '}
                <RelativeTime atMs={log.updatedAtMs} />
              </span>
            </a>
            <IconButton
              icon={Trash2}
              label={t('remove', { name: visibleLine(log.name) })}
              onClick={() => void remove(log)}
            />
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-muted text-sm">
        <ByteSize bytes={bytes} />
        <span aria-hidden>/</span>
        <span className="w-28">
          <Select
            aria-label={t('limit')}
            value={String(limit)}
            options={KEEP_BYTES.map((size) => ({
              value: String(size),
              label: t('megabytes', { count: size / 1e6 }),
            }))}
            onChange={(value) => void choose(Number(value))}
          />
        </span>
        <p className="min-w-0 text-pretty">{t('where')}</p>
      </div>
    </section>
  )
}

function useKeptLogs() {
  const [logs, setLogs] = useState<KeptLog[]>([])
  useEffect(() => {
    let isCurrent = true
    listed().then((list) => isCurrent && setLogs(list))
    return () => {
      isCurrent = false
    }
  }, [])

  const change = async <T,>(act: (store: KeptStore) => Promise<T>): Promise<T> => {
    const store = await openKeptStore()
    const result = await act(store)
    store.close()
    setLogs(await listed())
    return result
  }
  return { logs, change }
}

/** Empty where the browser has no storage for this page. */
async function listed(): Promise<KeptLog[]> {
  try {
    const store = await openKeptStore()
    const logs = await store.list()
    store.close()
    return logs
  } catch {
    return []
  }
}
