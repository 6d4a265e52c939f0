'use client'

/** Devices that were not let in lately, asked every few seconds while somebody waits for one and looks. */
import { useEffect, useState } from 'react'
import { call } from '#app/_api/call.ts'
import type { RefusalItem } from './refusal-item.ts'
import { useTeamId } from './team-feed-provider.tsx'

const ASK_EVERY_MS = 2_000

export function useRefusals(isWanted: boolean): readonly RefusalItem[] {
  const team = useTeamId()
  const [refusals, setRefusals] = useState<readonly RefusalItem[]>([])
  useEffect(() => {
    if (!isWanted) return
    let timer: ReturnType<typeof setTimeout>
    let isOver = false
    const ask = async () => {
      // A lost answer is made up for by the next one.
      const answer = document.hidden
        ? null
        : await call<{ refusals: RefusalItem[] }>('GET', `/api/v1/diagnosis?team=${team}`).catch(() => null)
      if (isOver) return
      if (answer) setRefusals(answer.refusals)
      timer = setTimeout(() => void ask(), ASK_EVERY_MS)
    }
    void ask()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [team, isWanted])
  return refusals
}
