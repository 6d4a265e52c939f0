/** The page of an invite link: says who invites to which team; new people create an account with it, signed-in people join. */
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { InviteForm } from '#app/(auth)/_parts/invite-form.tsx'
import { currentUser } from '#lib/server/auth/current-user.ts'
import { heldInviteOf } from '#lib/server/auth/held-invite.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('inviteTitle') }
}

export default async function InvitePage() {
  const user = await currentUser()
  const { providers, signUp, isPasswordSignInOn } = publicConfig()
  return (
    <InviteForm
      userName={user?.name ?? null}
      isHeld={heldInviteOf((await headers()).get('cookie'), Date.now()) !== null}
      isPasswordSignInOn={isPasswordSignInOn}
      isSignUpOpen={signUp !== 'closed'}
      providers={providers}
    />
  )
}
