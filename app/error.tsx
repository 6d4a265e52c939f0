'use client'

/** The error page: what to do next, and the reference to look up in the server's log. Never a stack trace. */
import { useTranslations } from 'use-intl'
import { Button } from './_ui/button.tsx'
import { buttonStyle } from './_ui/button-style.ts'
import { MessagePage } from './_ui/message-page.tsx'

export interface ErrorPageProps {
  error: Error & { digest?: string }
  reset: () => void
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations('failure')
  const tUi = useTranslations('ui')
  return (
    <MessagePage
      title={t('title')}
      text={t('text')}
      note={error.digest ? t('reference', { digest: error.digest }) : undefined}
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            {t('tryAgain')}
          </Button>
          {/* Loads the home page anew: what failed here may still be in memory. */}
          <a href="/" className={buttonStyle('secondary')}>
            {tUi('goHome')}
          </a>
        </>
      }
    />
  )
}
