'use client'

/** Opens the live feed of the team in view and gives it to the pages below; React sees only its snapshots. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { ticketHello } from '#app/_live/ticket-hello.ts'
import type { LiveSession } from '#lib/protocol/messages.ts'
import { TeamFeed, type TeamSnapshot } from '#lib/viewer/team-feed.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'

interface FeedSource {
  teamId: string
  /** Null until the browser has opened it. */
  feed: Pick<TeamFeed, 'subscribe' | 'snapshot'> | null
  /** What the server knew when it made the page. */
  initial: TeamSnapshot
  /** Opens a new connection: this one was ended by an act of our own, or the person does not want to wait. */
  restart: () => void
}

const FeedContext = createContext<FeedSource | null>(null)

export interface TeamFeedProviderProps {
  teamId: string
  initialSessions: readonly LiveSession[]
  children: ReactNode
}

export function TeamFeedProvider({ teamId, initialSessions, children }: TeamFeedProviderProps) {
  const [feed, setFeed] = useState<TeamFeed | null>(null)
  const [round, setRound] = useState(0)
  const [initial] = useState<TeamSnapshot>(() => ({
    isLoaded: false,
    status: { state: 'connecting', error: null, retryAtMs: null },
    sessions: initialSessions,
    changes: { sessions: 0, devices: 0, tokens: 0, links: 0, members: 0 },
  }))

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` is there to open a new connection
  useEffect(() => {
    const connection = new ViewerConnection({ server: location.origin, hello: ticketHello })
    const opened = new TeamFeed({ connection, team: teamId })
    setFeed(opened)
    return () => {
      opened.close()
      connection.close()
    }
  }, [teamId, round])

  const source = useMemo(
    () => ({ teamId, feed, initial, restart: () => setRound((last) => last + 1) }),
    [teamId, feed, initial],
  )
  return <FeedContext value={source}>{children}</FeedContext>
}

const never = () => () => {}

function useFeedSource(): FeedSource {
  const source = useContext(FeedContext)
  if (!source) throw new Error('there is no TeamFeedProvider above')
  return source
}

/** The team's live sessions and the state of the connection; the server's knowledge until the first answer came. */
export function useTeamFeed(): TeamSnapshot {
  const { feed, initial } = useFeedSource()
  const snapshot = useSyncExternalStore(feed?.subscribe ?? never, feed?.snapshot ?? (() => initial), () => initial)
  return useMemo(
    () => (snapshot.isLoaded ? snapshot : { ...snapshot, sessions: initial.sessions }),
    [snapshot, initial],
  )
}

export function useTeamId(): string {
  return useFeedSource().teamId
}

export function useRestartFeed(): () => void {
  return useFeedSource().restart
}
