/** The server in numbers, for those who are signed in; its owner sees more. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { readStats } from '#app/server/_parts/read-stats.ts'
import { Statistics } from '#app/server/_parts/statistics.tsx'
import { loadTeam } from '../_parts/load-team.ts'
import { PageBody } from '../_parts/page-body.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('server'))('title') }
}

export default async function DashboardServerPage() {
  const { user } = await loadTeam('/dashboard/server')
  return (
    <PageBody>
      <Statistics initial={readStats(user.isServerOwner, Date.now())} apiHref="/dashboard/server/api" isSignedIn />
    </PageBody>
  )
}
