/** The person's own account and the look of the interface; for the owner of the server, facts about it. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { loadTeam } from '../_parts/load-team.ts'
import { PageBody } from '../_parts/page-body.tsx'
import { Appearance } from './_parts/appearance.tsx'
import { PasswordForm } from './_parts/password-form.tsx'
import { ProfileForm } from './_parts/profile-form.tsx'
import { ServerFacts } from './_parts/server-facts.tsx'
import { SettingsSection } from './_parts/settings-section.tsx'
import { SignOutEverywhere } from './_parts/sign-out-everywhere.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') }
}

export default async function SettingsPage() {
  const { user, team } = await loadTeam('/dashboard/settings')
  const t = await getTranslations('settings')
  return (
    <PageBody>
      <PageHeader title={t('title')} />
      <div className="flex flex-col divide-y divide-line">
        <SettingsSection title={t('profile')}>
          <ProfileForm name={user.name} email={user.email} />
        </SettingsSection>
        <SettingsSection title={t('appearance')}>
          <Appearance />
        </SettingsSection>
        <SettingsSection title={t('password')} text={t(user.hasPassword ? 'passwordText' : 'passwordNone')}>
          {user.hasPassword && <PasswordForm email={user.email} />}
        </SettingsSection>
        <SettingsSection title={t('everywhere')} text={t('everywhereText')}>
          <SignOutEverywhere />
        </SettingsSection>
        {user.isServerOwner && (
          <SettingsSection title={t('server')}>
            <ServerFacts teamId={team.id} />
          </SettingsSection>
        )}
      </div>
    </PageBody>
  )
}
