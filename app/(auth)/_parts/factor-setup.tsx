'use client'

/** Sets up the first second factor, or leaves the teams that want one. */
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { ConfirmWindow } from '#app/_security/confirm-window.tsx'
import { PasskeyAdder } from '#app/_security/passkey-adder.tsx'
import { TotpSetup } from '#app/_security/totp-setup.tsx'
import { useNewCodes } from '#app/_security/use-new-codes.tsx'
import { Button } from '#app/_ui/button.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'

export interface FactorSetupProps {
  userId: string
  /** Those that require a second factor. */
  teams: readonly { id: string; name: string }[]
  /** Path on this server to open afterward. */
  nextPath: string
}

export function FactorSetup({ userId, teams, nextPath }: FactorSetupProps) {
  const t = useTranslations('security')
  const { act } = useAct()
  const newCodes = useNewCodes(() => location.assign(nextPath + location.hash))

  async function handleLeave(teamId: string) {
    if (!(await act(() => call('DELETE', `/api/v1/team/members/${userId}?team=${teamId}`)))) return false
    location.reload()
    return true
  }

  return (
    <>
      <section className="flex flex-col items-start gap-2">
        <h2 className="font-medium">{t('app')}</h2>
        <p className="text-pretty text-ink-muted text-sm">{t('appText')}</p>
        <TotpSetup onDone={newCodes.show} />
      </section>
      <section className="flex flex-col items-start gap-2">
        <h2 className="font-medium">{t('passkeys')}</h2>
        <p className="text-pretty text-ink-muted text-sm">{t('passkeysText')}</p>
        <PasskeyAdder onDone={newCodes.show} />
      </section>
      <div className="flex flex-col gap-2">
        {teams.map(({ id, name }) => (
          <ConfirmDialog
            key={id}
            title={t('leaveTitle', { team: name })}
            consequence={t('leaveConsequence')}
            confirmLabel={t('leaveTeam', { team: name })}
            onConfirm={() => handleLeave(id)}
            trigger={<Button>{t('leaveTeam', { team: name })}</Button>}
          />
        ))}
      </div>
      <ConfirmWindow />
      {newCodes.window}
    </>
  )
}
