'use client'

/** The devices that wait on the person's network, or why none are shown, for the dialog that claims a device. */
import { useTranslations } from 'use-intl'
import type { Waiting } from '#app/_openapi/answers.ts'
import { List } from '#app/_ui/list.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { useWaiting } from './use-waiting.ts'
import { WaitingRow } from './waiting-row.tsx'

export interface PairNearProps {
  team: string
  /** Name for the device that is claimed. */
  name: string
  onClaimed: () => void
  onCodeNeeded: () => void
}

export function PairNear(props: PairNearProps) {
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
      {waiting ? <Near waiting={waiting} {...props} /> : !hasFailed && <Skeleton className="h-16 w-full" />}
    </section>
  )
}

function Near({ waiting, ...row }: PairNearProps & { waiting: Waiting }) {
  const t = useTranslations('pairing')
  if (waiting.devices.length > 0)
    return (
      <List label={t('waitingTitle')}>
        {waiting.devices.map((device) => (
          <WaitingRow key={device.id} device={device} {...row} />
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
