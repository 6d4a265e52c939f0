'use client'

/** The devices that wait on the person's network or may be theirs, above the list of devices. Hidden while nothing waits. */
import { useTranslations } from 'use-intl'
import type { Waiting } from '#app/_openapi/answers.ts'
import { List } from '#app/_ui/list.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { pairWindow } from './open-store.ts'
import { useTeamId } from './team-channel-provider.tsx'
import { useWaiting } from './use-waiting.ts'
import { WaitingRow } from './waiting-row.tsx'

export interface WaitingDevicesProps {
  initial: Waiting
}

export function WaitingDevices({ initial }: WaitingDevicesProps) {
  const t = useTranslations('pairing')
  const team = useTeamId()
  const { waiting, hasFailed } = useWaiting(initial)
  const devices = waiting?.devices ?? []
  return (
    <>
      <p role="status" className="sr-only">
        {devices.length > 0 && t('waitingCount', { count: devices.length })}
      </p>
      {devices.length > 0 && (
        <section className="flex flex-col gap-2">
          <div>
            <h2 className="font-semibold">{t('waitingTitle')}</h2>
            <p className="text-pretty text-ink-muted text-sm">{t('waitingText')}</p>
          </div>
          {hasFailed && <Notice tone="warn">{t('failed')}</Notice>}
          <List label={t('waitingTitle')}>
            {devices.map((device) => (
              <WaitingRow key={device.id} device={device} team={team} onCodeNeeded={() => pairWindow.setOpen(true)} />
            ))}
          </List>
        </section>
      )}
    </>
  )
}
