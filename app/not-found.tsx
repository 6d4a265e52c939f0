/** Shown for unknown URLs, and for things that the caller may not see. */
import { getTranslations } from './_i18n/get-translations.ts'
import { LinkButton } from './_ui/link-button.tsx'
import { MessagePage } from './_ui/message-page.tsx'

export default async function NotFound() {
  const t = await getTranslations('ui')
  return (
    <MessagePage
      title={t('notFoundTitle')}
      text={t('notFoundText')}
      actions={
        <LinkButton href="/" variant="primary">
          {t('goHome')}
        </LinkButton>
      }
    />
  )
}
