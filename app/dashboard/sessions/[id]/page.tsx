/** One session, live. Members of its team may watch, whichever of their teams the dashboard shows. */

import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { WithWords } from '#app/_i18n/with-words.tsx'
import { LIVE_WORDS } from '#app/_live/live-words.ts'
import { isId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { currentUser } from '#lib/server/auth/current-user.ts'
import { isAllowed } from '#lib/server/auth/permissions.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'
import { findSession } from '#lib/server/db/session-lists.ts'
import { MemberLive } from './_parts/member-live.tsx'

export interface SessionPageProps {
  params: Promise<{ id: string }>
  /** `session`: others to show with this one, in one time line or, with `view=split`, side by side. The relay checks the right to each. */
  searchParams: Promise<{ session?: string | string[]; view?: string | string[] }>
}

const loadSession = cache(async (id: string) => {
  const user = await currentUser()
  if (!user) redirect(`/sign-in?callbackUrl=${encodeURIComponent(`/dashboard/sessions/${id}`)}`)
  const session = await findSession(id)
  const team = user.teams.find((one) => one.id === session?.teamId)
  // A session of another team looks like one that does not exist [AC6].
  if (!session || !team || !isAllowed(team.role, 'sessions.read')) notFound()
  return { session, team }
})

export async function generateMetadata({ params }: Pick<SessionPageProps, 'params'>): Promise<Metadata> {
  return { title: (await loadSession((await params).id)).session.device.name }
}

export default async function SessionPage({ params, searchParams }: SessionPageProps) {
  const { session, team } = await loadSession((await params).id)
  const { session: others, view } = await searchParams
  const also = [others ?? []].flat().filter((id) => isId(id) && id !== session.id)
  const { publicUrl, isPublicUrlSet } = publicConfig()
  return (
    <WithWords names={[...LIVE_WORDS, 'share']}>
      <MemberLive
        key={[session.id, ...also, view].join()}
        sessionId={session.id}
        alsoIds={[...new Set(also)].slice(0, LIMITS.viewerSessionsMax - 1)}
        isSplit={view === 'split'}
        teamId={team.id}
        device={{ id: session.device.id, name: session.device.name }}
        startedAtMs={session.startedAtMs}
        mayShare={isAllowed(team.role, 'links.create')}
        mayShareViews={isAllowed(team.role, 'views.share')}
        serverUrl={isPublicUrlSet ? publicUrl : null}
      />
    </WithWords>
  )
}
