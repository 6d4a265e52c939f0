'use client'

/** Sets a new password with the secret of the link, and then signs in with it; a second factor is asked for as usual. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { PASSWORD_CHARS_MIN } from '#app/_api/password-rule.ts'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { PasswordInput } from '#app/_ui/password-input.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { TextLink } from '#app/_ui/text-link.tsx'
import { useFragment } from '#app/_ui/use-fragment.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { newPasswordProblem } from './check-account.ts'
import { signInWithPassword } from './sign-in-with-password.ts'
import { typedIn } from './typed-in.ts'

export function ResetForm() {
  const t = useTranslations('recovery')
  const tAuth = useTranslations('auth')
  const tErrors = useTranslations('errors')
  const secret = useFragment()
  const [password, setPassword] = useState('')
  const [hasTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)
  const problem = newPasswordProblem(password)

  async function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = typedIn(event.currentTarget, ['password']).password
    setPassword(typed)
    setTried(true)
    setFailure(null)
    if (newPasswordProblem(typed)) return
    setBusy(true)
    try {
      const { email } = await call<{ email: string }>('POST', '/api/v1/account/reset', { secret, password: typed })
      // The password is set in any case; where signing in needs more, the sign-in page asks for it.
      const isSignedIn = await signInWithPassword(email, typed).then(
        () => true,
        () => false,
      )
      location.assign(isSignedIn ? '/dashboard' : '/sign-in')
    } catch (error) {
      setFailure(codeOf(error))
      setBusy(false)
    }
  }

  if (secret === null) return <Skeleton className="h-40" />
  if (secret === '') return <Notice tone="warn">{t('noSecret')}</Notice>
  return (
    <form noValidate onSubmit={(event) => void handleSubmit(event)} className="flex flex-col gap-4">
      {failure && (
        <Notice tone="danger" role="alert">
          {tErrors(failure)}{' '}
          {failure === 'one-time-link-invalid' && <TextLink href="/forgot">{t('askAgain')}</TextLink>}
        </Notice>
      )}
      <Field
        label={t('newPassword')}
        hint={tAuth('passwordHint', { min: PASSWORD_CHARS_MIN })}
        error={hasTried && problem ? tAuth(problem, { min: PASSWORD_CHARS_MIN }) : null}
      >
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="new-password"
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" isBusy={isBusy}>
        {t('save')}
      </Button>
    </form>
  )
}
