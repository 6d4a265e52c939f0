/** The help for the HTTP API, within the dashboard. */
import type { Metadata } from 'next'
import { getLocale } from '#app/_i18n/get-translations.ts'
import { helpWords } from '#app/_openapi/help-words.ts'
import { loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { PageBody } from '#app/dashboard/_parts/page-body.tsx'
import { ApiHelp } from '#app/server/_parts/api-help.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: helpWords(await getLocale()).title }
}

export default async function DashboardApiPage() {
  await loadTeam('/dashboard/server/api')
  return (
    <PageBody>
      <ApiHelp serverHref="/dashboard/server" />
    </PageBody>
  )
}
