/** What `tail` is to follow, found out from the server: a session, a device by its name, or the team's newest session. */
import type { JoinTarget, LiveSession } from '#lib/protocol/messages.ts'
import type { ViewerConnection } from '../viewer/viewer-connection.ts'
import { CommandFailure } from './command.ts'
import { failureOf } from './failures.ts'

export interface Wanted {
  session: string | undefined
  /** A name or an id. */
  device: string | undefined
}

export interface Target {
  join: JoinTarget
  /** It was not there when we came: all of it is new. */
  hasBegunNow: boolean
}

/** Waits for the device or session where there is none yet; `say` is told so. */
export async function findTarget(
  connection: ViewerConnection,
  { session, device }: Wanted,
  lookUpDevice: (nameOrId: string) => Promise<string | null>,
  server: string,
  say: (line: string) => void,
): Promise<Target> {
  if (session !== undefined) return { join: { session }, hasBegunNow: false }
  if (device !== undefined) {
    const known = await lookUpDevice(device)
    if (known) return { join: { device: known }, hasBegunNow: false }
  }
  const team = connection.welcome?.teamIds?.[0]
  if (!team) throw new CommandFailure('the token belongs to no team', 2)
  const isWanted = (live: LiveSession) =>
    live.liveness !== 'ended' && (device === undefined || live.device.name === device || live.deviceId === device)

  return new Promise((resolve, reject) => {
    let isFound = false
    let hasBegunNow = false
    const look = (sessions: LiveSession[]) => {
      const found = sessions.filter(isWanted).sort((a, b) => b.startedAtMs - a.startedAtMs)[0]
      if (!found || isFound) return
      isFound = true
      stop()
      connection.unwatchTeam(team)
      const join = device === undefined ? { session: found.session } : { device: found.deviceId }
      resolve({ join, hasBegunNow })
    }
    const watch = async () => {
      const answer = await connection.watchTeam(team)
      if (answer.ok) {
        look(answer.sessions)
        if (isFound) return
        hasBegunNow = true
        say(device === undefined ? 'waiting for a session …' : `waiting for the device "${device}" …`)
      } else if (!answer.error.retry) {
        stop()
        reject(failureOf(answer.error, server))
      }
    }
    const stop = connection.listen({
      team: (_team, sessions) => look(sessions),
      status: ({ state, error }) => {
        if (state === 'live') void watch()
        else if ((state === 'refused' || state === 'ended') && error) {
          stop()
          reject(failureOf(error, server))
        }
      },
    })
    if (connection.status.state === 'live') void watch()
  })
}
