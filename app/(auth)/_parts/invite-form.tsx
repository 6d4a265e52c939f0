'use client'

/** Accepts an invitation: with a new account, or for the person who is signed in. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { Button } from '#app/_ui/button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { TextLink } from '#app/_ui/text-link.tsx'
import { useFragment } from '#app/_ui/use-fragment.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { AccountForm } from './account-form.tsx'

export interface InviteFormProps {
  isSignedIn: boolean
}

export function InviteForm({ isSignedIn }: InviteFormProps) {
  const t = useTranslations('auth')
  const tErrors = useTranslations('errors')
  const secret = useFragment()
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)

  async function handleJoin(invite: string) {
    setBusy(true)
    setFailure(null)
    try {
      await call('POST', '/api/v1/team/join', { invite })
      location.assign('/dashboard')
    } catch (error) {
      setFailure(codeOf(error))
      setBusy(false)
    }
  }

  if (secret === null) return <Skeleton className="h-88" />
  if (secret === '') return <Notice tone="warn">{t('inviteNoSecret')}</Notice>
  if (!isSignedIn)
    return (
      <>
        <AccountForm action={t('inviteAction')} right={{ invite: secret }} nextPath="/dashboard" />
        {/* The secret moves from fragment to fragment; the server never sees it in an address. */}
        <p className="text-ink-muted text-sm">
          {t('haveAccount')} <TextLink href={`/sign-in?callbackUrl=%2Finvite#${secret}`}>{t('signIn')}</TextLink>
        </p>
      </>
    )
  return (
    <>
      {failure && (
        <Notice tone="danger" role="alert">
          {tErrors(failure)}
        </Notice>
      )}
      <Button variant="primary" isBusy={isBusy} onClick={() => void handleJoin(secret)}>
        {t('inviteJoin')}
      </Button>
    </>
  )
}
