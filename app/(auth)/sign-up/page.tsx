/** Sign-up as the server's policy has it: a form, or a sentence that says who to ask. */
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { TextLink } from '#app/_ui/text-link.tsx'
import { currentUser } from '#lib/auth/current-user.ts'
import { publicConfig } from '#lib/config/public-config.ts'
import { hasUsers } from '#lib/db/users.ts'
import { AccountForm } from '../_parts/account-form.tsx'
import { AuthHeading } from '../_parts/auth-heading.tsx'
import { callbackPath } from '../_parts/callback-path.ts'
import { ProviderButtons } from '../_parts/provider-buttons.tsx'
import { SetupNeeded } from '../_parts/setup-needed.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('signUp') }
}

export interface SignUpPageProps {
  searchParams: Promise<{ callbackUrl?: string | string[] }>
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const { publicUrl, providers, signUp } = publicConfig()
  if (!(await hasUsers())) return <SetupNeeded origin={publicUrl} />
  const nextPath = callbackPath((await searchParams).callbackUrl, publicUrl)
  if (await currentUser()) redirect(nextPath)
  const t = await getTranslations('auth')
  return (
    <>
      {signUp === 'open' ? (
        <>
          <AuthHeading title={t('signUpTitle')} />
          <ProviderButtons providers={providers} callbackPath={nextPath} />
          <AccountForm action={t('signUp')} nextPath={nextPath} />
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
