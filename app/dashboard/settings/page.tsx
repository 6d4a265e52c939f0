/** The person's account and the look of the interface, and facts about the server for its owner. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { RequireSwitch } from '#app/_security/require-switch.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { PageBody } from '#app/dashboard/_parts/page-body.tsx'
import { ownersNeedFactor } from '#lib/server/auth/factor-policy.ts'
import { signInsOf } from '#lib/server/auth/list-sign-ins.ts'
import { config } from '#lib/server/config/env.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'
import { findPendingLink } from '#lib/server/db/one-time-links.ts'
import { Appearance } from './_parts/appearance.tsx'
import { CloseAccount } from './_parts/close-account.tsx'
import { EmailForm } from './_parts/email-form.tsx'
import { PasswordForm } from './_parts/password-form.tsx'
import { ProfileForm } from './_parts/profile-form.tsx'
import { SecurityFacts } from './_parts/security-facts.tsx'
import { ServerFacts } from './_parts/server-facts.tsx'
import { SettingsSection } from './_parts/settings-section.tsx'
import { SignInList } from './_parts/sign-in-list.tsx'
import { SignOutEverywhere } from './_parts/sign-out-everywhere.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') }
}

export default async function SettingsPage() {
  const { user, team } = await loadTeam('/dashboard/settings')
  const t = await getTranslations('settings')
  const { providers, isPasswordSignInOn } = publicConfig()
  const passwordText = !isPasswordSignInOn ? 'passwordOff' : user.hasPassword ? 'passwordText' : 'passwordNone'
  const hasMail = config().mail !== null
  const pending = await findPendingLink(user.id, 'change_email', Date.now())
  return (
    <PageBody>
      <PageHeader title={t('title')} />
      <div className="flex flex-col divide-y divide-line">
        <SettingsSection title={t('profile')}>
          <ProfileForm name={user.name} />
        </SettingsSection>
        <SettingsSection title={t('email')} text={t(hasMail ? 'emailText' : 'emailTextNoMail')}>
          <EmailForm
            email={user.email}
            isVerified={user.isEmailVerified}
            hasMail={hasMail}
            hasPassword={user.hasPassword}
            pendingEmail={pending?.email ?? null}
          />
        </SettingsSection>
        <SettingsSection title={t('appearance')}>
          <Appearance />
        </SettingsSection>
        <SettingsSection title={t('password')} text={t(passwordText)}>
          {passwordText === 'passwordText' && <PasswordForm email={user.email} />}
        </SettingsSection>
        <SettingsSection title={t('signIns')} text={t('signInsText')}>
          <SignInList
            signIns={await signInsOf(user, Date.now())}
            providers={Object.fromEntries(providers.map(({ id, name }) => [id, name]))}
          />
        </SettingsSection>
        <SettingsSection title={t('secondFactor')} text={t('secondFactorText')}>
          <SecurityFacts user={user} />
        </SettingsSection>
        {user.isServerOwner && (
          <SettingsSection title={t('server')}>
            <div className="flex flex-col gap-6">
              <ServerFacts teamId={team.id} />
              <RequireSwitch
                teamId={null}
                initial={await ownersNeedFactor()}
                hasFactor={user.hasTotp || user.passkeys > 0}
                mayChange
              />
            </div>
          </SettingsSection>
        )}
        <SettingsSection title={t('everywhere')} text={t('everywhereText')}>
          <SignOutEverywhere />
        </SettingsSection>
        <SettingsSection title={t('close')} text={t('closeText')}>
          <CloseAccount email={user.email} hasPassword={user.hasPassword} />
        </SettingsSection>
      </div>
    </PageBody>
  )
}
