'use client'

/**
 * One waiting device: its code as far as it may be shown, its description, how long it has waited, and the buttons that claim it
 * or continue a device of the person.
 */
import { useTranslations } from 'use-intl'
import type { WaitingItem } from '#app/_openapi/answers.ts'
import { Button } from '#app/_ui/button.tsx'
import { Duration } from '#app/_ui/duration.tsx'
import { Hourglass } from '#app/_ui/icons.ts'
import { ListRow } from '#app/_ui/list-row.tsx'
import { shownPairingCode } from '#lib/protocol/pairing-code.ts'
import { type ContinueTarget, continueTarget } from './continue-target.ts'
import { useTeamId } from './team-channel-provider.tsx'
import { useClaim } from './use-claim.ts'

const CODE_CHARS = 8

export interface WaitingRowProps {
  device: WaitingItem
  /** Of a device that is claimed as a new one. */
  team: string
  name?: string
  onClaimed?: () => void
  /** The code is needed; continueTarget says what for. */
  onCodeNeeded: () => void
}

export function WaitingRow({ device, team, name = '', onClaimed, onCodeNeeded }: WaitingRowProps) {
  const t = useTranslations('pairing')
  const { isBusy, claim } = useClaim()
  const listed = useTeamId()
  const { id, userAgent, sinceMs, needsCode, continues } = device
  const code = shownPairingCode(device.code.padEnd(CODE_CHARS, '•'))
  const [likely] = continues

  async function handlePress(isCodeNeeded: boolean, target: ContinueTarget | null) {
    if (isCodeNeeded) {
      continueTarget.set(target)
      onCodeNeeded()
      return
    }
    // The list offers devices of the team that the page shows.
    const wish = target ? { continues: target.deviceId, team: listed } : { team, name }
    if (await claim({ waiting: id, ...wish })) onClaimed?.()
  }

  return (
    <ListRow
      lead={<Hourglass aria-hidden className="size-4 text-state-reconnecting" />}
      title={<code className="text-code">{code}</code>}
      detail={
        <>
          <span className="min-w-0 truncate">{userAgent || t('noAgent')}</span>
          {likely && <span>{t(continues.length > 1 ? 'maybeSeveral' : 'maybe', { name: likely.deviceName })}</span>}
        </>
      }
      facts={
        <span>
          {t('waitingFor')} <Duration startMs={sinceMs} endMs={null} />
        </span>
      }
      actions={
        <div className="flex flex-col gap-1 lg:flex-row">
          {continues.map((choice) => (
            <Button
              key={choice.deviceId}
              variant="primary"
              isBusy={isBusy}
              aria-label={t(choice.session ? 'continueSessionOf' : 'continueDeviceOf', { name: choice.deviceName })}
              onClick={() => void handlePress(choice.needsCode, choice)}
            >
              <span className="max-w-40 truncate">
                {continues.length > 1
                  ? t('continueNamed', { name: choice.deviceName })
                  : t(choice.session ? 'continueSession' : 'continueDevice')}
              </span>
            </Button>
          ))}
          <Button
            variant={likely ? 'secondary' : 'primary'}
            isBusy={isBusy}
            aria-label={t(likely ? 'claimNewOne' : 'claimOne', { code })}
            onClick={() => void handlePress(needsCode, null)}
          >
            {t(likely ? 'claimNew' : 'claim')}
          </Button>
        </div>
      }
    />
  )
}
