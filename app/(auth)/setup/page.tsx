/** The page of the one-time setup link: creates the owner of an empty server. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { AuthHeading } from '#app/(auth)/_parts/auth-heading.tsx'
import { SetupForm } from '#app/(auth)/_parts/setup-form.tsx'
import { hasUsers } from '#lib/server/db/users.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('setupTitle') }
}

export default async function SetupPage() {
  const t = await getTranslations('auth')
  if (await hasUsers())
    return (
      <>
        <AuthHeading title={t('setupTitle')} text={t('setupDone')} />
        <LinkButton href="/sign-in" variant="primary">
          {t('signIn')}
        </LinkButton>
      </>
    )
  return (
    <>
      <AuthHeading title={t('setupTitle')} text={t('setupText')} />
      <SetupForm />
    </>
  )
}
