'use client'

/** Email and password. The error for a wrong pair does not reveal which of the two was wrong. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { codeOf } from '#app/_api/call.ts'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { PasswordInput } from '#app/_ui/password-input.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { emailProblem } from './check-account.ts'
import { signInWithPassword } from './sign-in-with-password.ts'
import { typedIn } from './typed-in.ts'

export interface SignInFormProps {
  /** Path on this server to open after signing in. */
  nextPath: string
}

export function SignInForm({ nextPath }: SignInFormProps) {
  const t = useTranslations('auth')
  const tErrors = useTranslations('errors')
  const [{ email, password }, setTyped] = useState({ email: '', password: '' })
  const [hasTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)
  const badEmail = emailProblem(email)
  async function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const typed = typedIn(form, ['email', 'password'])
    setTyped(typed)
    setTried(true)
    setFailure(null)
    if (emailProblem(typed.email) || !typed.password) {
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus())
      return
    }
    setBusy(true)
    try {
      await signInWithPassword(typed.email, typed.password)
      // Keep the fragment: it may hold the secret of an invitation.
      location.assign(nextPath + location.hash)
    } catch (error) {
      setFailure(codeOf(error))
      setBusy(false)
    }
  }

  return (
    <form
      noValidate
      onInput={(event) => setTyped(typedIn(event.currentTarget, ['email', 'password']))}
      onSubmit={(event) => void handleSubmit(event)}
      className="flex flex-col gap-4"
    >
      {failure && (
        <Notice tone="danger" role="alert">
          {tErrors(failure)}
        </Notice>
      )}
      <Field label={t('email')} error={hasTried && badEmail ? t(badEmail, { min: 0 }) : null}>
        {(control) => (
          <TextInput
            {...control}
            type="email"
            name="email"
            autoComplete="username webauthn"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label={t('password')} error={hasTried && !password ? t('missingPassword') : null}>
        {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" />}
      </Field>
      <Button type="submit" variant="primary" isBusy={isBusy}>
        {t('signIn')}
      </Button>
    </form>
  )
}
