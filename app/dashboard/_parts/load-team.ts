/** Loads the signed-in person and the team that the dashboard shows, once per request. Server only. */
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { SessionSummary } from '#lib/protocol/messages.ts'
import { type CurrentUser, currentUser } from '#lib/server/auth/current-user.ts'
import { type Action, isAllowed } from '#lib/server/auth/permissions.ts'
import type { TeamRow } from '#lib/server/db/teams.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'
import { LIVE_RENDERED_MAX } from './live-shown.ts'
import { TEAM_COOKIE } from './team-cookie.ts'

export interface DashboardTeam {
  user: CurrentUser
  team: TeamRow
  /** Whether the person's role on this team allows an action; `isOwn` for things they created. */
  may: (action: Action, isOwn?: boolean) => boolean
}

/** Null if nobody is signed in or the person is on no team. */
export const findTeam = cache(async (): Promise<DashboardTeam | null> => {
  const user = await currentUser()
  const chosen = (await cookies()).get(TEAM_COOKIE)?.value
  const team = user?.teams.find(({ id }) => id === chosen) ?? user?.teams[0]
  if (!user || !team) return null
  return { user, team, may: (action, isOwn) => isAllowed(team.role, action, isOwn) }
})

/** For pages: redirects signed-out people to sign-in, and back to `path` afterward. */
export async function loadTeam(path: string): Promise<DashboardTeam> {
  const found = await findTeam()
  if (found) return found
  redirect((await currentUser()) ? '/no-team' : `/sign-in?callbackUrl=${encodeURIComponent(path)}`)
}

/** Live sessions for the first render: the newest, and how many there are. */
export interface FirstLive {
  newest: readonly SessionSummary[]
  count: number
}

export function firstLive(sessions: readonly SessionSummary[]): FirstLive {
  const newest = [...sessions].sort((a, b) => b.startedAtMs - a.startedAtMs).slice(0, LIVE_RENDERED_MAX)
  return { newest, count: sessions.length }
}

/** Live and reconnecting sessions; empty if no relay runs (a page rendered outside server.ts). */
export function liveSessionsOf(teamId: string): SessionSummary[] {
  return liveRelay.peek()?.liveSessions(teamId) ?? []
}
