/** Server statistics within the dashboard; the owner of the server sees more. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { readStats } from '#app/_queries/read-stats.ts'
import { loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { PageBody } from '#app/dashboard/_parts/page-body.tsx'
import { Statistics } from '#app/server/_parts/statistics.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('server'))('title') }
}

export default async function DashboardServerPage() {
  const { user } = await loadTeam('/dashboard/server')
  return (
    <PageBody>
      <Statistics
        initial={await readStats(user.isServerOwner, Date.now())}
        apiHref="/dashboard/server/api"
        isSignedIn
      />
    </PageBody>
  )
}
