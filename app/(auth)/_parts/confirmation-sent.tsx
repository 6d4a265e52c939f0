'use client'

/** Takes the place of the sign-up form once the mail with the link is on its way. */
import { useTranslations } from 'use-intl'
import { Notice } from '#app/_ui/notice.tsx'

export interface ConfirmationSentProps {
  email: string
  isMailDelayed: boolean
}

export function ConfirmationSent({ email, isMailDelayed }: ConfirmationSentProps) {
  const t = useTranslations('recovery')
  return (
    <div role="status" className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('pendingTitle')}</h2>
      <p className="text-pretty text-ink-muted">{t('pendingText', { email })}</p>
      {isMailDelayed && <Notice tone="warn">{t('delayed')}</Notice>}
    </div>
  )
}
