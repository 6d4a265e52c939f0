'use client'

/** Ends every sign-in of the account, including this one. */
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Button } from '#app/_ui/button.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'

export function SignOutEverywhere() {
  const t = useTranslations('settings')
  const { act } = useAct()

  async function handleConfirm() {
    if (!(await act(() => call('POST', '/api/v1/account/sign-out-everywhere')))) return false
    location.assign('/sign-in')
    return true
  }

  return (
    <ConfirmDialog
      title={t('everywhereTitle')}
      consequence={t('everywhereConsequence')}
      confirmLabel={t('everywhere')}
      onConfirm={handleConfirm}
      trigger={<Button>{t('everywhere')}</Button>}
    />
  )
}
