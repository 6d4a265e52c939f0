'use client'

/** Opens the team channel of the team in view and gives it to the pages below; React sees only its snapshots. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { ticketHello } from '#app/_live/ticket-hello.ts'
import { onDemand, useLater } from '#app/_ui/on-demand.ts'
import { NO_CHANGES, TeamChannel, type TeamSnapshot } from '#lib/viewer/team-channel.ts'

/** The socket's library is heavy, and the pages that hear of changes are there without it. */
const viewerConnection = onDemand(async () => (await import('#lib/viewer/viewer-connection.ts')).ViewerConnection)

interface ChannelSource {
  teamId: string
  /** Null until the browser has opened it. */
  channel: Pick<TeamChannel, 'subscribe' | 'snapshot'> | null
  /** Opens a new connection: our own request ended this one, or the person does not want to wait. */
  restart: () => void
}

const ChannelContext = createContext<ChannelSource | null>(null)

export interface TeamChannelProviderProps {
  teamId: string
  children: ReactNode
}

export function TeamChannelProvider({ teamId, children }: TeamChannelProviderProps) {
  const [channel, setChannel] = useState<TeamChannel | null>(null)
  const [round, setRound] = useState(0)
  const ViewerConnection = useLater(viewerConnection)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` is there to open a new connection
  useEffect(() => {
    if (!ViewerConnection) return
    const connection = new ViewerConnection({ server: location.origin, hello: ticketHello })
    const opened = new TeamChannel({ connection, team: teamId })
    setChannel(opened)
    return () => {
      opened.close()
      connection.close()
    }
  }, [ViewerConnection, teamId, round])

  const source = useMemo(() => ({ teamId, channel, restart: () => setRound((last) => last + 1) }), [teamId, channel])
  return <ChannelContext value={source}>{children}</ChannelContext>
}

const never = () => () => {}

/** Before the channel is open. Pages render the live sessions that they show themselves, because a team may have thousands. */
const UNOPENED: TeamSnapshot = {
  isLoaded: false,
  status: { state: 'connecting', error: null, retryAtMs: null },
  sessions: [],
  changes: NO_CHANGES,
}
const unopened = () => UNOPENED

function useChannelSource(): ChannelSource {
  const source = useContext(ChannelContext)
  if (!source) throw new Error('there is no TeamChannelProvider above')
  return source
}

/** The team's live sessions and the state of the connection; no sessions until the first answer. */
export function useTeamChannel(): TeamSnapshot {
  const { channel } = useChannelSource()
  return useSyncExternalStore(channel?.subscribe ?? never, channel?.snapshot ?? unopened, unopened)
}

/** One stable value of the team's snapshot, so that the component does not render again with every record as with {@link useTeamChannel}. */
export function useTeamValue<T>(pick: (snapshot: TeamSnapshot) => T): T {
  const { channel } = useChannelSource()
  return useSyncExternalStore(
    channel?.subscribe ?? never,
    () => pick(channel ? channel.snapshot() : UNOPENED),
    () => pick(UNOPENED),
  )
}

export function useTeamId(): string {
  return useChannelSource().teamId
}

export function useRestartChannel(): () => void {
  return useChannelSource().restart
}
