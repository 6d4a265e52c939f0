/** Shown for a device or session that does not exist or belongs to another team. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { MessagePage } from '#app/_ui/message-page.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('ui'))('notFoundTitle') }
}

export default async function DashboardNotFound() {
  const t = await getTranslations('ui')
  return (
    <MessagePage
      isNested
      title={t('notFoundTitle')}
      text={t('notFoundText')}
      actions={
        <LinkButton href="/dashboard" variant="primary">
          {t('goHome')}
        </LinkButton>
      }
    />
  )
}
