/** Who is at the dashboard and which of their teams it shows. Server only; once per request. */
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { type CurrentUser, currentUser } from '#lib/auth/current-user.ts'
import { type Action, isAllowed } from '#lib/auth/permissions.ts'
import type { TeamRow } from '#lib/db/teams.ts'
import type { LiveSession } from '#lib/protocol/messages.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'
import { TEAM_COOKIE } from './team-cookie.ts'

export interface DashboardTeam {
  user: CurrentUser
  team: TeamRow
  /** By the person's role in this team; `isOwn` for what they made themselves. */
  may: (action: Action, isOwn?: boolean) => boolean
}

/** Null when nobody is signed in, or the person is in no team. */
export const findTeam = cache(async (): Promise<DashboardTeam | null> => {
  const user = await currentUser()
  const chosen = (await cookies()).get(TEAM_COOKIE)?.value
  const team = user?.teams.find(({ id }) => id === chosen) ?? user?.teams[0]
  if (!user || !team) return null
  return { user, team, may: (action, isOwn) => isAllowed(team.role, action, isOwn) }
})

/** For pages: sends strangers to sign-in and back to `path` afterwards. */
export async function loadTeam(path: string): Promise<DashboardTeam> {
  const found = await findTeam()
  if (found) return found
  redirect((await currentUser()) ? '/no-team' : `/sign-in?callbackUrl=${encodeURIComponent(path)}`)
}

/** Live and reconnecting sessions as of now; empty where no relay runs (a page rendered outside server.ts). */
export function liveSessionsOf(teamId: string): LiveSession[] {
  return liveRelay.peek()?.liveSessions(teamId) ?? []
}
