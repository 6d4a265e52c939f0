'use client'

/** Changes the password. The server ends every other sign-in and this page's own connection, which is then reopened. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { PASSWORD_CHARS_MIN } from '#app/_api/password-rule.ts'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { PasswordInput } from '#app/_ui/password-input.tsx'
import { Switch } from '#app/_ui/switch.tsx'
import { toast } from '#app/_ui/toast.ts'
import { useRestartChannel } from '#app/dashboard/_parts/team-channel-provider.tsx'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'

export interface PasswordFormProps {
  /** Tells password managers which account the password belongs to. */
  email: string
}

export function PasswordForm({ email }: PasswordFormProps) {
  const t = useTranslations('settings')
  const tErrors = useTranslations('errors')
  const restartChannel = useRestartChannel()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [revokesToo, setRevokesToo] = useState(false)
  const [hasTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)
  const isShort = [...next].length < PASSWORD_CHARS_MIN

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    setFailure(null)
    if (!current || isShort) return
    setBusy(true)
    try {
      await call('POST', '/api/v1/account/password', { current, next, revokesTokensAndLinks: revokesToo })
      toast.success(t('passwordChanged'))
      setCurrent('')
      setNext('')
      setRevokesToo(false)
      setTried(false)
      restartChannel()
    } catch (error) {
      const code = codeOf(error)
      setFailure(code)
      if (code !== 'wrong-credentials') toast.error(tErrors(code))
    } finally {
      setBusy(false)
    }
  }

  const missingCurrent = hasTried && !current ? t('missingCurrent') : null
  return (
    <form noValidate onSubmit={(event) => void handleSubmit(event)} className="flex flex-col gap-4">
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <Field label={t('current')} error={failure === 'wrong-credentials' ? t('wrongCurrent') : missingCurrent}>
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('next')} error={hasTried && isShort ? t('shortPassword', { min: PASSWORD_CHARS_MIN }) : null}>
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="new-password"
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        )}
      </Field>
      <Switch label={t('revokesToo')} text={t('revokesTooText')} isOn={revokesToo} onChange={setRevokesToo} />
      <Button type="submit" isBusy={isBusy} className="self-start">
        {t('changePassword')}
      </Button>
    </form>
  )
}
