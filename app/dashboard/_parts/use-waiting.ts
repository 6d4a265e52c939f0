'use client'

/** Who waits in the person's network, asked every few seconds while the page is looked at. */
import { useEffect, useState } from 'react'
import { call } from '#app/_api/call.ts'
import { useTeamId } from './team-feed-provider.tsx'

/** As `GET /api/v1/pairing` answers. */
export interface Waiting {
  isNetworkKnown: boolean
  devices: readonly WaitingItem[]
}

export interface WaitingItem {
  id: string
  sessionId: string
  code: string
  userAgent: string
  sinceMs: number
}

const ASK_EVERY_MS = 2_000
/** One lost answer is not worth a word. */
const FAILURES_SHOWN = 2

/** `waiting` is null until the first answer where the page did not bring one. */
export function useWaiting(initial: Waiting | null): { waiting: Waiting | null; hasFailed: boolean } {
  const team = useTeamId()
  const [waiting, setWaiting] = useState(initial)
  const [failures, setFailures] = useState(0)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    let isOver = false
    const ask = async () => {
      try {
        const answer = document.hidden ? null : await call<Waiting>('GET', `/api/v1/pairing?team=${team}`)
        if (isOver) return
        if (answer) setWaiting(answer)
        setFailures(0)
      } catch {
        if (!isOver) setFailures((count) => count + 1)
      }
      if (!isOver) timer = setTimeout(() => void ask(), ASK_EVERY_MS)
    }
    void ask()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [team])

  return { waiting, hasFailed: failures >= FAILURES_SHOWN }
}
