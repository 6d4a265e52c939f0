/** The frame of the dashboard: rail or bottom bar, the team channel, shortcuts, the demo device. Each page checks rights itself. */
import type { ReactNode } from 'react'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { WithWords } from '#app/_i18n/with-words.tsx'
import { ConfirmWindow } from '#app/_security/confirm-window.tsx'
import { isAllowed } from '#lib/server/auth/permissions.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'
import { sdkFiles } from '#lib/server/http/sdk-files.ts'
import { BottomBar } from './_parts/bottom-bar.tsx'
import { DemoBar, OfflineNotice } from './_parts/later-parts.tsx'
import { LiveLists } from './_parts/live-lists.tsx'
import { findTeam } from './_parts/load-team.ts'
import { PairCreator } from './_parts/pair-creator.tsx'
import { Rail } from './_parts/rail.tsx'
import { Shortcuts } from './_parts/shortcuts.tsx'
import { TeamChannelProvider } from './_parts/team-channel-provider.tsx'
import { TokenCreator } from './_parts/token-creator.tsx'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const found = await findTeam()
  // The page itself redirects people who are not signed in.
  if (!found) return children
  const t = await getTranslations('ui')
  const { id, name } = found.team
  const { publicUrl, isPublicUrlSet, isPairingOn, deviceOrigin, syslogPort, syslogTlsPort } = publicConfig()
  const serverUrl = isPublicUrlSet ? publicUrl : null
  const sdk = await sdkFiles().pinnable()
  const person = {
    user: { name: found.user.name, email: found.user.email },
    team: { id, name },
    teams: found.user.teams.map((team) => ({ id: team.id, name: team.name })),
  }
  const pairingTeams = isPairingOn ? found.user.teams.filter(({ role }) => isAllowed(role, 'devices.pair')) : []
  return (
    <TeamChannelProvider key={id} teamId={id}>
      <LiveLists />
      <a
        href="#content"
        className="sr-only z-50 rounded bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('skipToContent')}
      </a>
      <div className="flex min-h-dvh">
        <Rail {...person} />
        <div className="flex min-w-0 flex-1 flex-col">
          <DemoBar />
          <main id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
            {children}
          </main>
        </div>
        <BottomBar {...person} />
      </div>
      <WithWords names={['snippets']}>
        <TokenCreator
          {...{ serverUrl, sdk, deviceOrigin, syslogPort, syslogTlsPort }}
          mayPair={pairingTeams.length > 0}
        />
      </WithWords>
      {pairingTeams.length > 0 && (
        <PairCreator serverUrl={serverUrl} teams={pairingTeams.map((team) => ({ id: team.id, name: team.name }))} />
      )}
      <ConfirmWindow />
      <Shortcuts />
      <OfflineNotice />
    </TeamChannelProvider>
  )
}
