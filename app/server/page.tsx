/** The server in numbers for whoever comes by; those who are signed in see it in the dashboard. */
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { findTeam } from '#app/dashboard/_parts/load-team.ts'
import { currentUser } from '#lib/auth/current-user.ts'
import { config } from '#lib/config/env.ts'
import { readStats } from './_parts/read-stats.ts'
import { Statistics } from './_parts/statistics.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('server'))('title') }
}

export default async function ServerPage() {
  if (await findTeam()) redirect('/dashboard/server')
  const user = await currentUser()
  if (!user && !config().isServerPagePublic) redirect('/sign-in?callbackUrl=%2Fserver')
  const initial = readStats(user?.isServerOwner ?? false, Date.now())
  return <Statistics initial={initial} apiHref="/server/api" isSignedIn={user !== null} />
}
