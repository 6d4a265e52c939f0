/** Server statistics, public. The dashboard has the same page for people who are signed in. */
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { readStats } from '#app/_queries/read-stats.ts'
import { findTeam } from '#app/dashboard/_parts/load-team.ts'
import { currentUser } from '#lib/server/auth/current-user.ts'
import { config } from '#lib/server/config/env.ts'
import { Statistics } from './_parts/statistics.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('server'))('title') }
}

export default async function ServerPage() {
  if (await findTeam()) redirect('/dashboard/server')
  const user = await currentUser()
  if (!user && !config().isServerPagePublic) redirect('/sign-in?callbackUrl=%2Fserver')
  const initial = await readStats(user?.isServerOwner ?? false, Date.now())
  return <Statistics initial={initial} apiHref="/server/api" isSignedIn={user !== null} />
}
