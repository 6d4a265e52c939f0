/** The second step of signing in, for people who have a second factor. */
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { AuthHeading } from '#app/(auth)/_parts/auth-heading.tsx'
import { callbackPath } from '#app/(auth)/_parts/callback-path.ts'
import { SecondFactorForm } from '#app/(auth)/_parts/second-factor-form.tsx'
import { signInPath } from '#app/(auth)/_parts/sign-in-path.ts'
import { SignOutButton } from '#app/(auth)/_parts/sign-out-button.tsx'
import { currentUser } from '#lib/server/auth/current-user.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('security'))('secondFactorTitle') }
}

export interface SecondFactorPageProps {
  searchParams: Promise<{ callbackUrl?: string | string[] }>
}

export default async function SecondFactorPage({ searchParams }: SecondFactorPageProps) {
  const nextPath = callbackPath((await searchParams).callbackUrl, publicConfig().publicUrl)
  const user = await currentUser(['factor-required'])
  if (user?.stage !== 'factor-required') redirect(signInPath(nextPath))
  const t = await getTranslations('security')
  return (
    <>
      <AuthHeading title={t('secondFactorTitle')} text={t('secondFactorText')} />
      <SecondFactorForm hasTotp={user.hasTotp} hasPasskey={user.passkeys > 0} nextPath={nextPath} />
      <SignOutButton />
    </>
  )
}
