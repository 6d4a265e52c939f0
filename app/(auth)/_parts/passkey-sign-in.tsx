'use client'

/**
 * Sign-in with a passkey: a button, and the browser's own offer in the email field where it has one. Renders nothing where passkeys
 * cannot work.
 */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { codeOf } from '#app/_api/call.ts'
import { hasPasskeys, isCancelled, signInWithPasskey } from '#app/_api/passkey.ts'
import { useIsClient } from '#app/_preferences/use-is-client.ts'
import { Button } from '#app/_ui/button.tsx'
import { KeyRound } from '#app/_ui/icons.ts'
import { Notice } from '#app/_ui/notice.tsx'

export interface PasskeySignInProps {
  /** Path on this server to open after signing in. */
  nextPath: string
}

export function PasskeySignIn({ nextPath }: PasskeySignInProps) {
  const t = useTranslations('security')
  const tErrors = useTranslations('errors')
  const isClient = useIsClient()
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  useEffect(() => {
    if (!hasPasskeys()) return
    // Only once somebody goes to the field: most visits need no challenge.
    const field = document.querySelector<HTMLInputElement>('input[name=email]')
    const offer = () => {
      signInWithPasskey({ inField: true }).then(
        () => location.assign(nextPath + location.hash),
        (error: unknown) => {
          if (!isCancelled(error) && codeOf(error) === 'wrong-code') setFailure(tErrors('wrong-code'))
        },
      )
    }
    field?.addEventListener('focus', offer, { once: true })
    return () => field?.removeEventListener('focus', offer)
  }, [nextPath, tErrors])

  async function handleClick() {
    setBusy(true)
    setFailure(null)
    try {
      await signInWithPasskey()
      location.assign(nextPath + location.hash)
    } catch (error) {
      setFailure(isCancelled(error) ? t('passkeyFailed') : tErrors(codeOf(error)))
      setBusy(false)
    }
  }

  if (!isClient || !hasPasskeys()) return null
  return (
    <div className="flex flex-col gap-2">
      {failure && (
        <Notice tone="danger" role="alert">
          {failure}
        </Notice>
      )}
      <Button isBusy={isBusy} onClick={() => void handleClick()}>
        <KeyRound aria-hidden className="size-4" />
        {t('signInPasskey')}
      </Button>
    </div>
  )
}
