'use client'

/** The devices that wait to be claimed on the person's network, kept up to date by the team channel. */
import type { Waiting } from '#app/_openapi/answers.ts'
import { useTeamId } from './team-channel-provider.tsx'
import { useTeamList } from './use-team-list.ts'

/** `waiting` is null until the first answer, unless the page brought one. */
export function useWaiting(initial: Waiting | null): { waiting: Waiting | null; hasFailed: boolean } {
  const path = `/api/v1/pairing?team=${encodeURIComponent(useTeamId())}`
  const { list, hasFailed } = useTeamList<Waiting>({ path, topic: 'waiting', initial })
  return { waiting: list, hasFailed }
}
