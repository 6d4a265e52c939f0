'use client'

/** Loads what the invitation in the fragment is for, or the one that this browser holds, and accepts it. */
import { useEffect, useState } from 'react'
import { call, codeOf } from '#app/_api/call.ts'
import { setCookie } from '#app/_preferences/set-cookie.ts'
import { useFragment } from '#app/_ui/use-fragment.ts'
import { TEAM_COOKIE } from '#app/dashboard/_parts/team-cookie.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'

export interface Invitation {
  team: { id: string; name: string }
  invitedBy: string
  role: 'owner' | 'member' | 'viewer'
  isMember: boolean
}

export type InviteState =
  | { state: 'loading' | 'incomplete' }
  | { state: 'failed'; code: ErrorCodeName }
  | { state: 'ready'; invitation: Invitation; secret: string }

/** `isHeld`: whether the browser holds an invitation; it counts if the address has no secret. */
export function useInvite(isHeld: boolean): InviteState {
  const secret = useFragment()
  const [found, setFound] = useState<InviteState>({ state: 'loading' })
  const isIncomplete = secret === '' && !isHeld
  useEffect(() => {
    if (secret === null || isIncomplete) return
    const ending = new AbortController()
    call<Invitation>('POST', PREVIEW, bodyOf(secret), { signal: ending.signal })
      .then((invitation): InviteState => ({ state: 'ready', invitation, secret }))
      .catch((error: unknown): InviteState => ({ state: 'failed', code: codeOf(error) }))
      .then((next) => {
        if (!ending.signal.aborted) setFound(next)
      })
    return () => ending.abort()
  }, [secret, isIncomplete])
  return isIncomplete ? { state: 'incomplete' } : found
}

const PREVIEW = '/api/v1/team/invites/preview'

/** The secret travels in bodies only. An empty one stands for the invitation that the browser holds. */
function bodyOf(secret: string): { invite?: string } {
  return secret === '' ? {} : { invite: secret }
}

/** Lets this browser accept the invitation after signing in elsewhere, without taking the secret along. */
export async function holdInvite(secret: string): Promise<void> {
  await call('POST', PREVIEW, { ...bodyOf(secret), hold: true })
}

/** Joins the team and opens its dashboard. */
export async function acceptAndOpen(secret: string): Promise<void> {
  const { teamId } = await call<{ teamId: string }>('POST', '/api/v1/team/join', bodyOf(secret))
  setCookie(TEAM_COOKIE, teamId)
  // A full page load, so that every part of the page starts with the new team.
  location.assign('/dashboard')
}
