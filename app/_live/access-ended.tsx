'use client'

/** In place of a live page that may not be watched, or not any more: why, and where to go. Nothing of the log stays. */
import { Ban } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { LinkButton } from '#app/_ui/link-button.tsx'
import type { WireError } from '#lib/protocol/error-codes.ts'

export interface AccessEndedProps {
  error: WireError
}

export function AccessEnded({ error }: AccessEndedProps) {
  const t = useTranslations('live.state')
  const tErrors = useTranslations('errors')
  const isSignedOut = error.code === 'session-revoked' || error.code === 'not-signed-in'
  return (
    <div role="alert" className="flex min-h-0 flex-1 flex-col overflow-y-auto p-6">
      <div className="m-auto flex max-w-md flex-col items-center gap-2 text-center">
        <Ban aria-hidden strokeWidth={1.5} className="size-8 text-danger" />
        <h1 className="font-semibold text-lg">{t('noAccessTitle')}</h1>
        <p className="text-pretty text-ink-muted">{tErrors(error.code)}</p>
        <div className="mt-3 flex flex-wrap justify-center gap-2">
          {isSignedOut ? (
            <LinkButton href="/sign-in" variant="primary">
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
