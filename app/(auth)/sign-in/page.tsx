/** Sign-in, or directions to the setup link on a server without an owner. */
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { signedOutReason } from '#app/_api/signed-out.ts'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { Notice } from '#app/_ui/notice.tsx'
import { TextLink } from '#app/_ui/text-link.tsx'
import { AuthHeading } from '#app/(auth)/_parts/auth-heading.tsx'
import { callbackPath } from '#app/(auth)/_parts/callback-path.ts'
import { PasskeySignIn } from '#app/(auth)/_parts/passkey-sign-in.tsx'
import { ProviderButtons } from '#app/(auth)/_parts/provider-buttons.tsx'
import { SetupNeeded } from '#app/(auth)/_parts/setup-needed.tsx'
import { SignInForm } from '#app/(auth)/_parts/sign-in-form.tsx'
import { signInPath, stepPath } from '#app/(auth)/_parts/sign-in-path.ts'
import { isErrorCode } from '#lib/protocol/error-codes.ts'
import { currentUser, whySignedOut } from '#lib/server/auth/current-user.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'
import { hasUsers } from '#lib/server/db/users.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('signIn') }
}

export interface SignInPageProps {
  searchParams: Promise<{ callbackUrl?: string | string[]; error?: string | string[]; reason?: string | string[] }>
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { publicUrl, providers, signUp, isPasswordSignInOn } = publicConfig()
  if (!(await hasUsers())) return <SetupNeeded origin={publicUrl} />
  const { callbackUrl, error, reason } = await searchParams
  const nextPath = callbackPath(callbackUrl, publicUrl)
  const user = await currentUser(['factor-required', 'factor-missing'])
  if (user?.stage === 'complete') redirect(nextPath)
  if (user) redirect(stepPath(user.stage === 'factor-required' ? 'second-factor' : 'set-up-factor', nextPath))
  const [t, tRecovery, tErrors] = await Promise.all([
    getTranslations('auth'),
    getTranslations('recovery'),
    getTranslations('errors'),
  ])
  const signedOut = signedOutReason(await whySignedOut()) ?? signedOutReason(reason)
  return (
    <>
      <AuthHeading title={t('signInTitle')} />
      {typeof error === 'string' && error !== 'SessionRequired' ? (
        <Notice tone="danger">
          {isErrorCode(error) ? tErrors(error) : t(providerProblem(error, isPasswordSignInOn))}
        </Notice>
      ) : (
        signedOut && <Notice tone="warn">{tErrors(signedOut)}</Notice>
      )}
      <ProviderButtons providers={providers} callbackPath={signInPath(nextPath)} isBeforeForm={isPasswordSignInOn} />
      <div className="flex flex-col gap-2">
        {isPasswordSignInOn && <SignInForm nextPath={signInPath(nextPath)} />}
        <PasskeySignIn nextPath={nextPath} />
      </div>
      <div className="flex flex-col gap-2 text-ink-muted text-sm">
        {isPasswordSignInOn && (
          <p>
            <TextLink href="/forgot">{tRecovery('forgot')}</TextLink>
          </p>
        )}
        <p>
          {signUp === 'open' ? (
            <>
              {t('noAccount')} <TextLink href={signUpHref(nextPath)}>{t('signUp')}</TextLink>
            </>
          ) : (
            t(signUp === 'invite' ? 'signUpByInvite' : 'signUpClosed')
          )}
        </p>
      </div>
    </>
  )
}

function providerProblem(error: string, isPasswordSignInOn: boolean) {
  if (!isPasswordSignInOn) return error === 'OAuthAccountNotLinked' ? 'providerNotLinkedHere' : 'providerFailedHere'
  return error === 'OAuthAccountNotLinked' ? 'providerNotLinked' : 'providerFailed'
}

function signUpHref(nextPath: string): string {
  return nextPath === '/dashboard' ? '/sign-up' : `/sign-up?callbackUrl=${encodeURIComponent(nextPath)}`
}
