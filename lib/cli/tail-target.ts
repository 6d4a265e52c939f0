/** Finds what `tail` should follow: a session, a device by name, or the team's newest session. */
import type { JoinTarget, SessionSummary } from '#lib/protocol/messages.ts'
import type { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { CommandFailure } from './command.ts'
import { failureOf } from './failures.ts'

/** A request that the relay did not answer, or refused for now, is repeated after this. */
const REPEAT_MS = 3_000

export interface Wanted {
  session: string | undefined
  /** Name or id. */
  device: string | undefined
}

export interface Target {
  join: JoinTarget
  /** The session started after we connected, so all its records are new. */
  isNew: boolean
}

/** Waits until the device or session exists; reports that on `say`. */
export async function findTarget(
  connection: ViewerConnection,
  { session, device }: Wanted,
  lookUpDevice: (nameOrId: string) => Promise<string | null>,
  server: string,
  say: (line: string) => void,
): Promise<Target> {
  if (session !== undefined) return { join: { session }, isNew: false }
  if (device !== undefined) {
    const known = await lookUpDevice(device)
    if (known) return { join: { device: known }, isNew: false }
  }
  const team = connection.welcome?.teamIds?.[0]
  if (!team) throw new CommandFailure('the token does not belong to a team', 2)
  const isWanted = (live: SessionSummary) =>
    live.liveness !== 'ended' && (device === undefined || live.device.name === device || live.deviceId === device)

  return new Promise((resolve, reject) => {
    let isFound = false
    let isNew = false
    let repeat: NodeJS.Timeout | undefined
    const check = (sessions: SessionSummary[]) => {
      const found = sessions.filter(isWanted).sort((a, b) => b.startedAtMs - a.startedAtMs)[0]
      if (!found || isFound) return
      isFound = true
      stop()
      connection.unwatchTeam(team)
      const join = device === undefined ? { session: found.session } : { device: found.deviceId }
      resolve({ join, isNew })
    }
    const watch = async () => {
      const answer = await connection.watchTeam(team)
      if (answer.ok) {
        check(answer.sessions)
        if (isFound) return
        isNew = true
        say(device === undefined ? 'waiting for a session …' : `waiting for the device "${device}" …`)
      } else if (!answer.error.retry) {
        stop()
        reject(failureOf(answer.error, server))
      } else if (connection.status.state === 'live') {
        clearTimeout(repeat)
        repeat = setTimeout(() => void watch(), REPEAT_MS)
      }
    }
    const unlisten = connection.listen({
      team: (_team, sessions) => check(sessions),
      status: ({ state, error }) => {
        clearTimeout(repeat)
        if (state === 'live') void watch()
        else if ((state === 'refused' || state === 'ended') && error) {
          stop()
          reject(failureOf(error, server))
        }
      },
    })
    const stop = () => {
      clearTimeout(repeat)
      unlisten()
    }
    if (connection.status.state === 'live') void watch()
  })
}
