/** The help for the HTTP API, for those who are signed in. */
import type { Metadata } from 'next'
import { getLocale } from '#app/_i18n/get-translations.ts'
import { helpWords } from '#app/_openapi/help-words.ts'
import { ApiHelp } from '#app/server/_parts/api-help.tsx'
import { loadTeam } from '../../_parts/load-team.ts'
import { PageBody } from '../../_parts/page-body.tsx'

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
