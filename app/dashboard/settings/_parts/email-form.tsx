'use client'

/** The person's address: whether it is confirmed, and a dialog that changes it. */
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { toast } from '#app/_ui/toast.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { CurrentPassword } from './current-password.tsx'

export interface EmailFormProps {
  email: string
  isVerified: boolean
  /** Whether this server sends mail; without it, nothing can be confirmed. */
  hasMail: boolean
  hasPassword: boolean
  /** The address that the person asked to change to, while its link is open. */
  pendingEmail: string | null
}

export function EmailForm({ email, isVerified, hasMail, hasPassword, pendingEmail }: EmailFormProps) {
  const t = useTranslations('settings')
  const { act, isBusy } = useAct()
  const [isSent, setSent] = useState(false)

  async function handleVerify() {
    const done = await act(() => call<{ isMailDelayed: boolean }>('POST', '/api/v1/account/verify-email'))
    if (!done) return
    setSent(true)
    toast.success(t(done.value.isMailDelayed ? 'emailDelayed' : 'emailLinkSent', { email }))
  }

  return (
    <div className="flex flex-col items-start gap-3">
      <p className="flex max-w-full flex-wrap items-center gap-2">
        <span className="min-w-0 break-all">{email}</span>
        {hasMail && (
          <Badge tone={isVerified ? 'live' : 'warn'}>{t(isVerified ? 'emailVerified' : 'emailNotVerified')}</Badge>
        )}
      </p>
      {pendingEmail && <Notice>{t('emailPending', { email: pendingEmail })}</Notice>}
      <div className="flex flex-wrap gap-2">
        {hasMail && !isVerified && (
          <Button isBusy={isBusy} disabled={isSent} onClick={() => void handleVerify()}>
            {t('emailSendLink')}
          </Button>
        )}
        <ChangeEmail hasMail={hasMail} hasPassword={hasPassword} />
      </div>
    </div>
  )
}

function ChangeEmail({ hasMail, hasPassword }: Pick<EmailFormProps, 'hasMail' | 'hasPassword'>) {
  const t = useTranslations('settings')
  const tUi = useTranslations('ui')
  const tErrors = useTranslations('errors')
  const router = useRouter()
  const [isOpen, setOpen] = useState(false)
  const [draft, setDraft] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)

  function handleOpenChange(next: boolean) {
    setOpen(next)
    setDraft('')
    setPassword('')
    setFailure(null)
  }

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (!draft.trim() || (hasPassword && !password)) return
    setBusy(true)
    setFailure(null)
    try {
      const { outcome } = await call<{ outcome: 'sent' | 'changed' }>('POST', '/api/v1/account/email', {
        email: draft.trim(),
        ...(hasPassword ? { password } : {}),
      })
      toast.success(outcome === 'sent' ? t('emailLinkSent', { email: draft.trim() }) : t('saved'))
      handleOpenChange(false)
      router.refresh()
    } catch (error) {
      setFailure(codeOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={t('emailChange')}
      description={t(hasMail ? 'emailChangeText' : 'emailChangeNow')}
      isOpen={isOpen}
      onOpenChange={handleOpenChange}
      trigger={<Button>{t('emailChange')}</Button>}
      actions={
        <>
          <Button onClick={() => handleOpenChange(false)}>{tUi('cancel')}</Button>
          <Button type="submit" form="change-email" variant="primary" isBusy={isBusy}>
            {t(hasMail ? 'emailSendLink' : 'save')}
          </Button>
        </>
      }
    >
      <form id="change-email" noValidate onSubmit={(event) => void handleSubmit(event)} className="flex flex-col gap-4">
        {failure && failure !== 'wrong-credentials' && (
          <Notice tone="danger" role="alert">
            {tErrors(failure)}
          </Notice>
        )}
        <Field label={t('emailNew')}>
          {(control) => (
            <TextInput
              {...control}
              type="email"
              autoComplete="email"
              autoCapitalize="none"
              spellCheck={false}
              value={draft}
              onChange={(event) => setDraft(event.target.value)}
            />
          )}
        </Field>
        {hasPassword && (
          <CurrentPassword value={password} isWrong={failure === 'wrong-credentials'} onChange={setPassword} />
        )}
      </form>
    </Dialog>
  )
}
