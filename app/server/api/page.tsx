/** The help for the HTTP API, public. The dashboard has the same page for people who are signed in. */
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getLocale } from '#app/_i18n/get-translations.ts'
import { helpWords } from '#app/_openapi/help-words.ts'
import { findTeam } from '#app/dashboard/_parts/load-team.ts'
import { ApiHelp } from '#app/server/_parts/api-help.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: helpWords(await getLocale()).title }
}

export default async function ApiPage() {
  if (await findTeam()) redirect('/dashboard/server/api')
  return <ApiHelp serverHref="/server" />
}
