/** Sign-up according to the server's policy: a form, or a sentence that says whom to ask. */
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { TextLink } from '#app/_ui/text-link.tsx'
import { AccountForm } from '#app/(auth)/_parts/account-form.tsx'
import { AuthHeading } from '#app/(auth)/_parts/auth-heading.tsx'
import { callbackPath } from '#app/(auth)/_parts/callback-path.ts'
import { ProviderButtons } from '#app/(auth)/_parts/provider-buttons.tsx'
import { SetupNeeded } from '#app/(auth)/_parts/setup-needed.tsx'
import { currentUser } from '#lib/server/auth/current-user.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'
import { hasUsers } from '#lib/server/db/users.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('signUp') }
}

export interface SignUpPageProps {
  searchParams: Promise<{ callbackUrl?: string | string[] }>
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const { publicUrl, providers, signUp, isPasswordSignInOn } = publicConfig()
  if (!(await hasUsers())) return <SetupNeeded origin={publicUrl} />
  const nextPath = callbackPath((await searchParams).callbackUrl, publicUrl)
  if (await currentUser()) redirect(nextPath)
  const t = await getTranslations('auth')
  return (
    <>
      {signUp === 'open' ? (
        <>
          <AuthHeading title={t('signUpTitle')} />
          <ProviderButtons providers={providers} callbackPath={nextPath} isBeforeForm={isPasswordSignInOn} />
          {isPasswordSignInOn && <AccountForm action={t('signUp')} nextPath={nextPath} />}
        </>
      ) : (
        <AuthHeading title={t('signUpTitle')} text={t(signUp === 'invite' ? 'signUpByInvite' : 'signUpClosed')} />
      )}
      <p className="text-ink-muted text-sm">
        {t('haveAccount')} <TextLink href="/sign-in">{t('signIn')}</TextLink>
      </p>
    </>
  )
}
