/** Somebody who has left every team: nothing to show until a team invites them. */
import { redirect } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { currentUser } from '#lib/auth/current-user.ts'
import { AuthHeading } from '../_parts/auth-heading.tsx'
import { SignOutButton } from '../_parts/sign-out-button.tsx'

export default async function NoTeamPage() {
  const user = await currentUser()
  if (!user) redirect('/sign-in')
  if (user.teams.length > 0) redirect('/dashboard')
  const t = await getTranslations('auth')
  return (
    <>
      <AuthHeading title={t('noTeamTitle')} text={t('noTeamText')} />
      <SignOutButton />
    </>
  )
}
