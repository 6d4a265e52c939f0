/** One session, live. Whoever is in its team may watch, whichever of their teams the dashboard shows. */
import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { currentUser } from '#lib/auth/current-user.ts'
import { isAllowed } from '#lib/auth/permissions.ts'
import { publicConfig } from '#lib/config/public-config.ts'
import { findSession } from '#lib/db/session-lists.ts'
import { MemberLive } from './_parts/member-live.tsx'

export interface SessionPageProps {
  params: Promise<{ id: string }>
}

const loadSession = cache(async (id: string) => {
  const user = await currentUser()
  if (!user) redirect(`/sign-in?callbackUrl=${encodeURIComponent(`/dashboard/sessions/${id}`)}`)
  const session = await findSession(id)
  const team = user.teams.find((one) => one.id === session?.teamId)
  // What is not theirs looks like what does not exist [AC6].
  if (!session || !team || !isAllowed(team.role, 'sessions.read')) notFound()
  return { session, team }
})

export async function generateMetadata({ params }: SessionPageProps): Promise<Metadata> {
  return { title: (await loadSession((await params).id)).session.device.name }
}

export default async function SessionPage({ params }: SessionPageProps) {
  const { session, team } = await loadSession((await params).id)
  const { publicUrl, isPublicUrlSet } = publicConfig()
  return (
    <MemberLive
      key={session.id}
      sessionId={session.id}
      teamId={team.id}
      device={{ id: session.device.id, name: session.device.name }}
      startedAtMs={session.startedAtMs}
      mayShare={isAllowed(team.role, 'links.create')}
      serverUrl={isPublicUrlSet ? publicUrl : null}
    />
  )
}
