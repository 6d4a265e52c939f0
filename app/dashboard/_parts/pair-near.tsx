'use client'

/** In the window that claims: who waits in the person's network, or why nobody is shown. */
import { useTranslations } from 'use-intl'
import { List } from '#app/_ui/list.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { useWaiting, type Waiting } from './use-waiting.ts'
import { WaitingRow } from './waiting-row.tsx'

export interface PairNearProps {
  team: string
  /** For whichever is claimed. */
  name: string
  onClaimed: () => void
}

export function PairNear({ team, name, onClaimed }: PairNearProps) {
  const t = useTranslations('pairing')
  const { waiting, hasFailed } = useWaiting(null)
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="font-semibold">{t('waitingTitle')}</h3>
      {hasFailed && (
        <Notice tone="warn" role="status">
          {t('failed')}
        </Notice>
      )}
      {waiting ? (
        <Near waiting={waiting} team={team} name={name} onClaimed={onClaimed} />
      ) : (
        !hasFailed && <Skeleton className="h-16 w-full" />
      )}
    </section>
  )
}

function Near({ waiting, team, name, onClaimed }: PairNearProps & { waiting: Waiting }) {
  const t = useTranslations('pairing')
  if (waiting.devices.length > 0)
    return (
      <List label={t('waitingTitle')}>
        {waiting.devices.map((device) => (
          <WaitingRow key={device.id} device={device} team={team} name={name} onClaimed={onClaimed} />
        ))}
      </List>
    )
  if (!waiting.isNetworkKnown) return <Notice>{t('unknownNetwork')}</Notice>
  return (
    <div role="status" className="rounded border border-line-strong/50 border-dashed px-4 py-3">
      <p className="font-medium">{t('emptyTitle')}</p>
      <p className="text-pretty text-ink-muted text-sm">{t('emptyText')}</p>
    </div>
  )
}
