'use client'

/** Completes a sign-in: a code of the authenticator app, a passkey, or a recovery code. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { isCancelled, provePasskey } from '#app/_api/passkey.ts'
import { CodeInput } from '#app/_security/code-input.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'

export interface SecondFactorFormProps {
  hasTotp: boolean
  hasPasskey: boolean
  /** Path on this server to open afterward. */
  nextPath: string
}

export function SecondFactorForm({ hasTotp, hasPasskey, nextPath }: SecondFactorFormProps) {
  const t = useTranslations('security')
  const tErrors = useTranslations('errors')
  const [isRecovering, setRecovering] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  async function give(proof: () => Promise<object>) {
    setBusy(true)
    setFailure(null)
    try {
      await call('POST', '/api/v1/account/second-factor', await proof())
      // Keep the fragment: it may hold the secret of an invitation.
      location.assign(nextPath + location.hash)
    } catch (error) {
      setFailure(isCancelled(error) ? t('passkeyFailed') : tErrors(codeOf(error)))
      setBusy(false)
    }
  }

  function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = String(new FormData(event.currentTarget).get('code') ?? '').trim()
    if (typed) void give(async () => (isRecovering ? { recoveryCode: typed } : { code: typed }))
  }

  const hasField = hasTotp || isRecovering
  return (
    <>
      {failure && (
        <Notice tone="danger" role="alert">
          {failure}
        </Notice>
      )}
      {hasField && (
        <form noValidate onSubmit={handleSubmit} className="flex flex-col gap-4">
          {isRecovering ? (
            <Field key="recovery" label={t('recoveryCode')} hint={t('recoveryCodeHint')}>
              {(control) => (
                <TextInput
                  {...control}
                  name="code"
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  autoFocus
                />
              )}
            </Field>
          ) : (
            <Field key="code" label={t('code')} hint={t('codeHint')}>
              {(control) => <CodeInput {...control} name="code" autoFocus />}
            </Field>
          )}
          <Button type="submit" variant="primary" isBusy={isBusy}>
            {t('continue')}
          </Button>
        </form>
      )}
      {hasPasskey && !isRecovering && (
        <Button
          variant={hasField ? 'secondary' : 'primary'}
          isBusy={isBusy && !hasField}
          onClick={() => void give(async () => ({ passkey: await provePasskey() }))}
        >
          {t('withPasskey')}
        </Button>
      )}
      <Button
        onClick={() => {
          setFailure(null)
          setRecovering(!isRecovering)
        }}
      >
        {t(!isRecovering ? 'useRecoveryCode' : hasTotp ? 'useCode' : 'withPasskey')}
      </Button>
      {isRecovering && <p className="text-pretty text-ink-muted text-sm">{t('lostAll')}</p>}
    </>
  )
}
