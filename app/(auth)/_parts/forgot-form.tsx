'use client'

/** Asks for the address, and then says the same whether or not it has an account. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { AuthHeading } from './auth-heading.tsx'
import { emailProblem } from './check-account.ts'
import { typedIn } from './typed-in.ts'

interface Sent {
  email: string
  isMailDelayed: boolean
}

export function ForgotForm() {
  const t = useTranslations('recovery')
  const tAuth = useTranslations('auth')
  const tErrors = useTranslations('errors')
  const [email, setEmail] = useState('')
  const [hasTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)
  const [sent, setSent] = useState<Sent | null>(null)
  const problem = emailProblem(email)

  async function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = typedIn(event.currentTarget, ['email']).email.trim()
    setEmail(typed)
    setTried(true)
    setFailure(null)
    if (emailProblem(typed)) return
    setBusy(true)
    try {
      const { isMailDelayed } = await call<{ isMailDelayed: boolean }>('POST', '/api/v1/account/reset-request', {
        email: typed,
      })
      setSent({ email: typed, isMailDelayed })
    } catch (error) {
      setFailure(codeOf(error))
    } finally {
      setBusy(false)
    }
  }

  if (sent)
    return (
      <>
        <div role="status" className="flex flex-col gap-4">
          <AuthHeading title={t('sentTitle')} text={t('sentText', { email: sent.email })} />
          {sent.isMailDelayed && <Notice tone="warn">{t('delayed')}</Notice>}
        </div>
        <Button onClick={() => setSent(null)}>{t('again')}</Button>
      </>
    )
  return (
    <>
      <AuthHeading title={t('forgotTitle')} text={t('forgotText')} />
      <form noValidate onSubmit={(event) => void handleSubmit(event)} className="flex flex-col gap-4">
        {failure && (
          <Notice tone="danger" role="alert">
            {tErrors(failure)}
          </Notice>
        )}
        <Field label={tAuth('email')} error={hasTried && problem ? tAuth(problem, { min: 0 }) : null}>
          {(control) => (
            <TextInput
              {...control}
              type="email"
              name="email"
              defaultValue={email}
              onInput={(event) => setEmail(event.currentTarget.value)}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" isBusy={isBusy}>
          {t('send')}
        </Button>
      </form>
    </>
  )
}
