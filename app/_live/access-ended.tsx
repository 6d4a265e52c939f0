'use client'

/** Replaces a live page without access, or whose access has ended: says why and where to go. Nothing of the log remains. */
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { isSignedOutCode, signInHref } from '#app/_api/signed-out.ts'
import { Button } from '#app/_ui/button.tsx'
import { Ban } from '#app/_ui/icons.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'
import type { WireError } from '#lib/protocol/error-codes.ts'

export interface AccessEndedProps {
  error: WireError
}

export function AccessEnded({ error }: AccessEndedProps) {
  const t = useTranslations('live.state')
  const tErrors = useTranslations('errors')
  const path = usePathname()
  const isSignedOut = isSignedOutCode(error.code)
  return (
    <div role="alert" className="flex min-h-0 flex-1 flex-col overflow-y-auto p-6">
      <div className="m-auto flex max-w-md flex-col items-center gap-2 text-center">
        <Ban aria-hidden strokeWidth={1.5} className="size-8 text-danger" />
        <h1 className="font-semibold text-lg">{t(isSignedOut ? 'signedOutTitle' : 'noAccessTitle')}</h1>
        <p className="text-pretty text-ink-muted">{tErrors(error.code)}</p>
        <div className="mt-3 flex flex-wrap justify-center gap-2">
          {isSignedOut ? (
            <LinkButton href={signInHref(path, error.code)} variant="primary">
              {t('signIn')}
            </LinkButton>
          ) : (
            <LinkButton href="/dashboard/sessions">{t('toSessions')}</LinkButton>
          )}
          <Button onClick={() => location.reload()}>{t('reload')}</Button>
        </div>
      </div>
    </div>
  )
}
