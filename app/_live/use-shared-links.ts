'use client'

/** The working links of a session and its device, asked for again every few seconds while somebody looks. */
import { useCallback, useEffect, useState } from 'react'
import { call } from '#app/_api/call.ts'

export interface SharedLink {
  id: string
  sessionId: string | null
  deviceId: string | null
  createdBy: { name: string }
  expiresAtMs: number
  watchers: number
}

export interface SharedLinksQuery {
  teamId: string
  sessionId: string | null
  deviceId: string
}

const ASK_EVERY_MS = 3_000

/** `links` is null until the first answer. A failed try leaves what was known; the next one comes soon. */
export function useSharedLinks({ teamId, sessionId, deviceId }: SharedLinksQuery): {
  links: SharedLink[] | null
  reload: () => void
} {
  const [links, setLinks] = useState<SharedLink[] | null>(null)

  const load = useCallback(async () => {
    const answer = await call<{ links: SharedLink[] }>('GET', `/api/v1/links?team=${encodeURIComponent(teamId)}`).catch(
      () => null,
    )
    if (!answer) return
    setLinks(
      answer.links.filter((link) => link.deviceId === deviceId || (sessionId !== null && link.sessionId === sessionId)),
    )
  }, [teamId, sessionId, deviceId])

  useEffect(() => {
    void load()
    const timer = setInterval(() => void load(), ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [load])

  return { links, reload: () => void load() }
}
