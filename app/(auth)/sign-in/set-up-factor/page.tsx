/** For people without a second factor, when a team of theirs or the server requires one. */
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { AuthHeading } from '#app/(auth)/_parts/auth-heading.tsx'
import { callbackPath } from '#app/(auth)/_parts/callback-path.ts'
import { FactorSetup } from '#app/(auth)/_parts/factor-setup.tsx'
import { signInPath } from '#app/(auth)/_parts/sign-in-path.ts'
import { SignOutButton } from '#app/(auth)/_parts/sign-out-button.tsx'
import { currentUser } from '#lib/server/auth/current-user.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('security'))('setUpTitle') }
}

export interface SetUpFactorPageProps {
  searchParams: Promise<{ callbackUrl?: string | string[] }>
}

export default async function SetUpFactorPage({ searchParams }: SetUpFactorPageProps) {
  const nextPath = callbackPath((await searchParams).callbackUrl, publicConfig().publicUrl)
  const user = await currentUser(['factor-missing'])
  if (user?.stage !== 'factor-missing') redirect(signInPath(nextPath))
  const t = await getTranslations('security')
  const teams = user.teams.filter((team) => team.requiresSecondFactor).map(({ id, name }) => ({ id, name }))
  return (
    <>
      <AuthHeading title={t('setUpTitle')} text={t('setUpText')} />
      <FactorSetup userId={user.id} teams={teams} nextPath={nextPath} />
      <SignOutButton />
    </>
  )
}
