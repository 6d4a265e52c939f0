/** Shown in place of a page that the person's role on this team does not allow. */
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { Lock } from '#app/_ui/icons.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { PageBody } from './page-body.tsx'

export interface NotForRoleProps {
  title: string
}

export async function NotForRole({ title }: NotForRoleProps) {
  const t = await getTranslations('errors')
  return (
    <PageBody>
      <PageHeader title={title} />
      <EmptyState icon={Lock} title={t('forbidden')} />
    </PageBody>
  )
}
