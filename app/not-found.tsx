/** Shown for unknown URLs, and for things that the caller may not see. */
import type { Metadata } from 'next'
import { getTranslations } from './_i18n/get-translations.ts'
import { buttonStyle } from './_ui/button-style.ts'
import { MessagePage } from './_ui/message-page.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('ui'))('notFoundTitle') }
}

export default async function NotFound() {
  const t = await getTranslations('ui')
  return (
    <MessagePage
      title={t('notFoundTitle')}
      text={t('notFoundText')}
      actions={
        // Every page carries what this one needs, so it is a plain link.
        <a href="/" className={buttonStyle('primary')}>
          {t('goHome')}
        </a>
      }
    />
  )
}
