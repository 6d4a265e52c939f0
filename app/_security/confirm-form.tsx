'use client'

/** The window in which a person proves who they are: by password, code or passkey, or by signing in again with their provider. */
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { signInWith } from '#app/_api/next-auth.ts'
import { hasPasskeys, isCancelled, provePasskey } from '#app/_api/passkey.ts'
import type { ConfirmWays } from '#app/_openapi/answers.ts'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { PasswordInput } from '#app/_ui/password-input.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { CodeInput } from './code-input.tsx'

export interface ConfirmFormProps {
  /** Called with whether the person proved who they are. */
  onEnd: (isDone: boolean) => void
}

export function ConfirmForm({ onEnd }: ConfirmFormProps) {
  const t = useTranslations('security')
  const tErrors = useTranslations('errors')
  const [ways, setWays] = useState<ConfirmWays | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  useEffect(() => {
    call<ConfirmWays>('GET', '/api/v1/account/confirm').then(setWays, (error) => setFailure(tErrors(codeOf(error))))
  }, [tErrors])

  async function confirm(proof: () => Promise<object>) {
    setBusy(true)
    setFailure(null)
    try {
      await call('POST', '/api/v1/account/confirm', await proof())
      onEnd(true)
    } catch (error) {
      const code = codeOf(error)
      setFailure(
        isCancelled(error) ? t('passkeyFailed') : code === 'wrong-credentials' ? t('wrongPassword') : tErrors(code),
      )
      setBusy(false)
    }
  }

  function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = String(new FormData(event.currentTarget).get('proof') ?? '')
    if (typed) void confirm(async () => (ways?.password ? { password: typed } : { code: typed }))
  }

  const hasField = ways?.password || ways?.code
  return (
    <Dialog
      title={t('confirmTitle')}
      description={t('confirmText')}
      isOpen
      isOnTop
      onOpenChange={(isOpen) => !isOpen && onEnd(false)}
    >
      <div className="flex flex-col gap-4">
        {failure && (
          <Notice tone="danger" role="alert">
            {failure}
          </Notice>
        )}
        {!ways && !failure && <Skeleton className="h-24" />}
        {hasField && (
          <form noValidate onSubmit={handleSubmit} className="flex flex-col gap-4">
            {ways.password ? (
              <Field label={t('password')}>
                {(control) => <PasswordInput {...control} name="proof" autoComplete="current-password" autoFocus />}
              </Field>
            ) : (
              <Field label={t('code')} hint={t('codeHint')}>
                {(control) => <CodeInput {...control} name="proof" autoFocus />}
              </Field>
            )}
            <Button type="submit" variant="primary" isBusy={isBusy}>
              {t('confirm')}
            </Button>
          </form>
        )}
        {ways?.passkey && hasPasskeys() && (
          <Button
            variant={hasField ? 'secondary' : 'primary'}
            disabled={isBusy}
            onClick={() => void confirm(async () => ({ passkey: await provePasskey() }))}
          >
            {t('confirmWithPasskey')}
          </Button>
        )}
        {ways &&
          !ways.password &&
          ways.providers.map(({ id, name }) => (
            <Button
              key={id}
              disabled={isBusy}
              onClick={() => void signInWith(id, { callbackUrl: location.pathname + location.search })}
            >
              {t('confirmWithProvider', { provider: name })}
            </Button>
          ))}
        {ways && !hasField && !ways.passkey && ways.providers.length === 0 && <p>{t('confirmNoWay')}</p>}
      </div>
    </Dialog>
  )
}
