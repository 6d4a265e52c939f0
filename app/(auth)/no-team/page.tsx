/** Shown to a person who is on no team: they wait for an invitation, or create a team. */
import { redirect } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { AuthHeading } from '#app/(auth)/_parts/auth-heading.tsx'
import { CreateTeamForm } from '#app/(auth)/_parts/create-team-form.tsx'
import { SignOutButton } from '#app/(auth)/_parts/sign-out-button.tsx'
import { currentUser } from '#lib/server/auth/current-user.ts'

export default async function NoTeamPage() {
  const user = await currentUser()
  if (!user) redirect('/sign-in')
  if (user.teams.length > 0) redirect('/dashboard')
  const t = await getTranslations('auth')
  return (
    <>
      <AuthHeading title={t('noTeamTitle')} text={t('noTeamText')} />
      <CreateTeamForm />
      <SignOutButton />
    </>
  )
}
