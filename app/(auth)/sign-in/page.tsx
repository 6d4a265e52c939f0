/** Sign-in, or on a server without an owner the way to its set-up link. */
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { Notice } from '#app/_ui/notice.tsx'
import { TextLink } from '#app/_ui/text-link.tsx'
import { currentUser } from '#lib/auth/current-user.ts'
import { publicConfig } from '#lib/config/public-config.ts'
import { hasUsers } from '#lib/db/users.ts'
import { AuthHeading } from '../_parts/auth-heading.tsx'
import { callbackPath } from '../_parts/callback-path.ts'
import { ProviderButtons } from '../_parts/provider-buttons.tsx'
import { SetupNeeded } from '../_parts/setup-needed.tsx'
import { SignInForm } from '../_parts/sign-in-form.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('signIn') }
}

export interface SignInPageProps {
  searchParams: Promise<{ callbackUrl?: string | string[]; error?: string | string[] }>
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { publicUrl, providers, signUp } = publicConfig()
  if (!(await hasUsers())) return <SetupNeeded origin={publicUrl} />
  const { callbackUrl, error } = await searchParams
  const nextPath = callbackPath(callbackUrl, publicUrl)
  if (await currentUser()) redirect(nextPath)
  const t = await getTranslations('auth')
  return (
    <>
      <AuthHeading title={t('signInTitle')} />
      {typeof error === 'string' && error !== 'SessionRequired' && (
        <Notice tone="danger">{t(error === 'OAuthAccountNotLinked' ? 'providerNotLinked' : 'providerFailed')}</Notice>
      )}
      <ProviderButtons providers={providers} callbackPath={nextPath} />
      <SignInForm nextPath={nextPath} />
      <p className="text-ink-muted text-sm">
        {signUp === 'open' ? (
          <>
            {t('noAccount')} <TextLink href={signUpHref(nextPath)}>{t('signUp')}</TextLink>
          </>
        ) : (
          t(signUp === 'invite' ? 'signUpByInvite' : 'signUpClosed')
        )}
      </p>
    </>
  )
}

function signUpHref(nextPath: string): string {
  return nextPath === '/dashboard' ? '/sign-up' : `/sign-up?callbackUrl=${encodeURIComponent(nextPath)}`
}
