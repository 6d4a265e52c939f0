'use client'

/** One of the team's lists, loaded with the page and again each time the team channel says that it changed. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { call } from '#app/_api/call.ts'
import type { TeamTopic } from '#lib/protocol/messages.ts'
import { useTeamValue } from './team-channel-provider.tsx'
import { TeamList, type TeamListSnapshot } from './team-list.ts'

export interface TeamListQuery<T> {
  /** Path of the API route that answers with the list. */
  path: string
  topic: TeamTopic
  /** The list as the server rendered it. */
  initial?: T | null
  /** False while nobody looks at the list; nothing is loaded then. */
  isWanted?: boolean
}

export function useTeamList<T>({
  path,
  topic,
  initial = null,
  isWanted = true,
}: TeamListQuery<T>): TeamListSnapshot<T> & {
  reload: () => void
} {
  const [first] = useState<TeamListSnapshot<T>>({ list: initial, hasFailed: false })
  const [opened, setOpened] = useState<TeamList<T> | null>(null)
  const changes = useTeamValue((snapshot) => snapshot.changes[topic])
  // The channel did not announce changes from before it was connected.
  const isChannelLive = useTeamValue((snapshot) => snapshot.isLoaded)
  const isAway = useTeamValue((snapshot) => snapshot.status.state === 'reconnecting')

  useEffect(() => {
    if (!isWanted) return
    const list = new TeamList<T>({
      load: (signal) => call<T>('GET', path, undefined, { signal }),
      initial: first.list,
      setTimer,
      now: () => performance.now(),
    })
    const look = () => list.pause(document.hidden)
    look()
    document.addEventListener('visibilitychange', look)
    setOpened(list)
    return () => {
      document.removeEventListener('visibilitychange', look)
      list.close()
      setOpened(null)
    }
  }, [path, isWanted, first])

  useEffect(() => {
    if (!isAway) opened?.restart()
  }, [opened, isAway])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of these two is what loads the list again
  useEffect(() => opened?.reload(), [opened, changes, isChannelLive])

  const snapshot = useSyncExternalStore(opened?.subscribe ?? never, opened?.snapshot ?? (() => first), () => first)
  return { ...snapshot, reload: opened?.reload ?? (() => {}) }
}

const never = () => () => {}

function setTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}
