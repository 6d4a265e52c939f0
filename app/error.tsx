'use client'

/** The error page: what to do next, and the reference to look up in the server's log. Never a stack trace. */
import { useTranslations } from 'use-intl'
import { Button } from './_ui/button.tsx'
import { LinkButton } from './_ui/link-button.tsx'
import { MessagePage } from './_ui/message-page.tsx'

export interface ErrorPageProps {
  error: Error & { digest?: string }
  reset: () => void
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations('ui')
  return (
    <MessagePage
      title={t('errorTitle')}
      text={t('errorText')}
      note={error.digest ? t('errorReference', { digest: error.digest }) : undefined}
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            {t('tryAgain')}
          </Button>
          <LinkButton href="/">{t('goHome')}</LinkButton>
        </>
      }
    />
  )
}
