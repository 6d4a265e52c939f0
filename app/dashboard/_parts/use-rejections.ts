'use client'

/** The devices that the server rejected recently, kept up to date by the team channel while somebody waits for one. */
import type { RejectionItem } from '#app/_openapi/answers.ts'
import { useTeamId } from './team-channel-provider.tsx'
import { useTeamList } from './use-team-list.ts'

const NOTHING: readonly RejectionItem[] = []

export function useRejections(isWanted: boolean): readonly RejectionItem[] {
  const path = `/api/v1/rejected-devices?team=${encodeURIComponent(useTeamId())}`
  const { list } = useTeamList<{ rejections: RejectionItem[] }>({ path, topic: 'rejections', isWanted })
  return list?.rejections ?? NOTHING
}
