/** Where an invite link leads: someone new makes an account with it, someone signed in joins the team at once. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { currentUser } from '#lib/auth/current-user.ts'
import { AuthHeading } from '../_parts/auth-heading.tsx'
import { InviteForm } from '../_parts/invite-form.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('inviteTitle') }
}

export default async function InvitePage() {
  const t = await getTranslations('auth')
  const user = await currentUser()
  return (
    <>
      <AuthHeading title={t('inviteTitle')} text={user ? t('inviteJoinAs', { name: user.name }) : t('inviteText')} />
      <InviteForm isSignedIn={user !== null} />
    </>
  )
}
