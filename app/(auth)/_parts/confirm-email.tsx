'use client'

/**
 * Posts the secret of the link when the person presses the button, and says what came of it. A new account also takes the
 * password that was chosen at sign-up.
 */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { PasswordInput } from '#app/_ui/password-input.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { useFragment } from '#app/_ui/use-fragment.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { AuthHeading } from './auth-heading.tsx'
import { typedIn } from './typed-in.ts'

interface Confirmed {
  outcome: 'verified' | 'changed' | 'created' | 'password-needed'
  email: string
}

export function ConfirmEmail() {
  const t = useTranslations('recovery')
  const tAuth = useTranslations('auth')
  const tErrors = useTranslations('errors')
  const secret = useFragment()
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)
  const [confirmed, setConfirmed] = useState<Confirmed | null>(null)

  async function post(password?: string) {
    setBusy(true)
    setFailure(null)
    try {
      setConfirmed(await call<Confirmed>('POST', '/api/v1/account/confirm-email', { secret, password }))
    } catch (error) {
      setFailure(codeOf(error))
    } finally {
      setBusy(false)
    }
  }

  function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { password } = typedIn(event.currentTarget, ['password'])
    if (password) void post(password)
  }

  if (confirmed?.outcome === 'password-needed' && failure !== 'one-time-link-invalid' && failure !== 'conflict')
    return (
      <form noValidate onSubmit={handleSubmit} className="flex flex-col gap-4">
        <AuthHeading title={t('confirmTitle')} text={t('passwordNeeded', { email: confirmed.email })} />
        <Field
          label={tAuth('password')}
          error={failure && (failure === 'wrong-credentials' ? t('passwordWrong') : tErrors(failure))}
        >
          {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" autoFocus />}
        </Field>
        <Button type="submit" variant="primary" isBusy={isBusy}>
          {t('confirm')}
        </Button>
      </form>
    )
  if (confirmed && confirmed.outcome !== 'password-needed') {
    const { outcome, email } = confirmed
    return (
      <>
        <div role="status">
          <AuthHeading title={t(`${outcome}Title`)} text={t(`${outcome}Text`, { email })} />
        </div>
        {outcome === 'created' ? (
          <LinkButton href="/sign-in" variant="primary">
            {tAuth('signIn')}
          </LinkButton>
        ) : (
          <LinkButton href="/dashboard" variant="primary">
            {t('toDashboard')}
          </LinkButton>
        )}
      </>
    )
  }
  return (
    <>
      <AuthHeading title={t('confirmTitle')} text={t('confirmText')} />
      {secret === null && <Skeleton className="h-10" />}
      {secret === '' && <Notice tone="warn">{t('noSecret')}</Notice>}
      {failure && (
        <Notice tone="danger" role="alert">
          {failure === 'conflict' ? t('taken') : tErrors(failure)}
        </Notice>
      )}
      {secret && failure !== 'one-time-link-invalid' && failure !== 'conflict' && (
        <Button variant="primary" isBusy={isBusy} onClick={() => void post()}>
          {t('confirm')}
        </Button>
      )}
    </>
  )
}
