'use client'

/** The error page of the dashboard. The rail stays, so that the person can go elsewhere. */
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { MessagePage } from '#app/_ui/message-page.tsx'

export interface DashboardErrorProps {
  error: Error & { digest?: string }
  reset: () => void
}

export default function DashboardError({ error, reset }: DashboardErrorProps) {
  const t = useTranslations('failure')
  return (
    <MessagePage
      isNested
      title={t('title')}
      text={t('text')}
      note={error.digest ? t('reference', { digest: error.digest }) : undefined}
      actions={
        <Button variant="primary" onClick={reset}>
          {t('tryAgain')}
        </Button>
      }
    />
  )
}
