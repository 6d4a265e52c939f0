/** Facts about the server for its owner. */
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { liveSessionsOf } from '#app/dashboard/_parts/load-team.ts'
import { config } from '#lib/server/config/env.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'
import { isPostgres } from '#lib/server/db/client.ts'

export interface ServerFactsProps {
  teamId: string
}

const POLICIES = { open: 'signUpOpen', invite: 'signUpInvite', closed: 'signUpClosed' } as const

export async function ServerFacts({ teamId }: ServerFactsProps) {
  const t = await getTranslations('settings')
  const { version, publicUrl, signUp } = publicConfig()
  const facts = [
    [t('version'), version],
    [t('address'), publicUrl],
    [t('signUp'), t(POLICIES[signUp])],
    [t('database'), isPostgres(config().databaseUrl) ? 'PostgreSQL' : 'SQLite'],
    [t('liveSessions'), t('liveSessionsOfTeam', { count: liveSessionsOf(teamId).length })],
    [t('stored'), t('storedText')],
  ]
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-muted max-sm:mt-2">{name}</dt>
          <dd className="break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
