'use client'

/** One device that waits: the code it shows, what it says it is, how long it has waited, and the button that claims it. */
import { Hourglass } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Duration } from '#app/_ui/duration.tsx'
import { ListRow } from '#app/_ui/list-row.tsx'
import { shownPairingCode } from '#lib/protocol/pairing-code.ts'
import { useClaim } from './use-claim.ts'
import type { WaitingItem } from './use-waiting.ts'

export interface WaitingRowProps {
  device: WaitingItem
  team: string
  name?: string
  onClaimed?: () => void
}

export function WaitingRow({ device, team, name = '', onClaimed }: WaitingRowProps) {
  const t = useTranslations('pairing')
  const { isBusy, claim } = useClaim()
  const code = shownPairingCode(device.code)

  async function handleClaim() {
    if (await claim({ text: device.code, team, name })) onClaimed?.()
  }

  return (
    <ListRow
      lead={<Hourglass aria-hidden className="size-4 text-state-reconnecting" />}
      title={<code className="text-code">{code}</code>}
      detail={device.userAgent || t('noAgent')}
      facts={
        <span>
          {t('waitingFor')} <Duration startMs={device.sinceMs} endMs={null} />
        </span>
      }
      actions={
        <Button
          variant="primary"
          isBusy={isBusy}
          aria-label={t('claimOne', { code })}
          onClick={() => void handleClaim()}
        >
          {t('claim')}
        </Button>
      }
    />
  )
}
