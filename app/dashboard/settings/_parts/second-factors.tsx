'use client'

/** The person's authenticator app, passkeys and recovery codes. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import type { PasskeyItem } from '#app/_openapi/answers.ts'
import { PasskeyAdder } from '#app/_security/passkey-adder.tsx'
import { TotpSetup } from '#app/_security/totp-setup.tsx'
import { useNewCodes } from '#app/_security/use-new-codes.tsx'
import { Badge } from '#app/_ui/badge.tsx'
import { Button } from '#app/_ui/button.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { List } from '#app/_ui/list.tsx'
import { toast } from '#app/_ui/toast.ts'
import { PasskeyRow } from './passkey-row.tsx'

export interface SecondFactorsProps {
  hasTotp: boolean
  passkeys: readonly PasskeyItem[]
  recoveryCodes: number
}

export function SecondFactors({ hasTotp, passkeys, recoveryCodes }: SecondFactorsProps) {
  const t = useTranslations('security')
  const router = useRouter()
  const { act } = useAct()
  const newCodes = useNewCodes(() => router.refresh())

  async function handleRemoveApp() {
    if (!(await act(() => call('DELETE', '/api/v1/account/totp')))) return false
    toast.success(t('appRemoved'))
    router.refresh()
    return true
  }

  async function handleRenew() {
    const made = await act(() => call<{ recoveryCodes: string[] }>('POST', '/api/v1/account/recovery-codes'))
    if (made) newCodes.show(made.value.recoveryCodes)
    return made !== null
  }

  const hasFactor = hasTotp || passkeys.length > 0
  return (
    <div className="flex flex-col gap-6">
      <section className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="font-medium">{t('app')}</h3>
          {hasTotp && <Badge>{t('appOn')}</Badge>}
        </div>
        <p className="text-pretty text-ink-muted text-sm">{t('appText')}</p>
        <div>
          {hasTotp ? (
            <ConfirmDialog
              title={t('removeAppTitle')}
              consequence={t('removeAppConsequence')}
              confirmLabel={t('removeApp')}
              onConfirm={handleRemoveApp}
              trigger={<Button>{t('removeApp')}</Button>}
            />
          ) : (
            <TotpSetup onDone={newCodes.show} />
          )}
        </div>
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="font-medium">{t('passkeys')}</h3>
        <p className="text-pretty text-ink-muted text-sm">{t('passkeysText')}</p>
        {passkeys.length > 0 && (
          <List label={t('passkeys')}>
            {passkeys.map((passkey) => (
              <PasskeyRow key={passkey.id} passkey={passkey} />
            ))}
          </List>
        )}
        <PasskeyAdder onDone={newCodes.show} />
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="font-medium">{t('recoveryCodes')}</h3>
        <p className="text-pretty text-ink-muted text-sm">
          {t('recoveryCodesText')} {hasFactor ? t('codesLeft', { count: recoveryCodes }) : t('codesNeedFactor')}
        </p>
        {hasFactor && (
          <div>
            <ConfirmDialog
              title={t('newCodesTitle')}
              consequence={t('newCodesConsequence')}
              confirmLabel={t('newCodes')}
              onConfirm={handleRenew}
              trigger={<Button>{t('newCodes')}</Button>}
            />
          </div>
        )}
      </section>
      {newCodes.window}
    </div>
  )
}
