/** The page of a link that sets a new password. The secret is in the fragment, which browsers do not send. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { AuthHeading } from '#app/(auth)/_parts/auth-heading.tsx'
import { ResetForm } from '#app/(auth)/_parts/reset-form.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('recovery'))('resetTitle'), referrer: 'no-referrer' }
}

export default async function ResetPage() {
  const t = await getTranslations('recovery')
  return (
    <>
      <AuthHeading title={t('resetTitle')} text={t('resetText')} />
      <ResetForm />
    </>
  )
}
