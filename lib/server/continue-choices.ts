/**
 * With which devices of a team a waiting device may go on, for the person who claimed them last [PA9]. The source says only
 * that they may be the same; claim-evidence.ts says what it takes to go on.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { findLastClaims, type LastClaim } from './db/claimed-devices.ts'
import { installationIdOf } from './pairing/app-source.ts'
import type { WaitingDevice } from './pairing/pairing-queue.ts'
import { liveRelay } from './relay/live-relay.ts'

export interface ContinueChoice {
  deviceId: string
  deviceName: string
  /** The session that it keeps; null: the device begins a new one. */
  session: string | null
  /** Which of the team's devices at the source. */
  number: number
}

export interface SourceClaims {
  /** What the person may choose, the devices whose session can go on first. */
  choices: ContinueChoice[]
  /** Numbers of devices that other people of the team claimed last. */
  othersNumbers: number[]
}

/** What the person may go on with in this team, for each waiting device in turn. Call it only for those who may claim for the team. */
export async function claimsAtSources(
  waiting: readonly WaitingDevice[],
  teamId: string,
  userId: string,
): Promise<SourceClaims[]> {
  const idsOf = (source: string | undefined) =>
    source === undefined ? [] : NUMBERS.map((number) => installationIdOf(teamId, source, number))
  const sources = new Map([...new Set(waiting.map(({ source }) => source))].map((source) => [source, idsOf(source)]))
  const claims = await findLastClaims(teamId, [...sources.values()].flat())
  const byInstallation = new Map(claims.map((claim) => [claim.installationId, claim]))
  const live = liveDevices(teamId)
  return waiting.map((device) => {
    const found = (sources.get(device.source) ?? []).flatMap((id, number) => {
      const claim = byInstallation.get(id)
      return claim ? [{ claim, number }] : []
    })
    return {
      choices: choicesOf(device, found, { teamId, userId, live }),
      othersNumbers: found.filter(({ claim }) => claim.claimedById !== userId).map(({ number }) => number),
    }
  })
}

const NUMBERS = Array.from({ length: LIMITS.continueChoicesMax }, (_, number) => number)

function choicesOf(
  { leftRuns = [] }: WaitingDevice,
  found: readonly { claim: LastClaim; number: number }[],
  { teamId, userId, live }: { teamId: string; userId: string; live: ReadonlySet<string> },
): ContinueChoice[] {
  const choices: ContinueChoice[] = []
  for (const { claim, number } of found) {
    if (claim.claimedById !== userId) continue
    const { deviceId, deviceName } = claim
    const left = leftRuns.find((run) => run.teamId === teamId && run.userId === userId && run.number === number)
    // Another app runs as this device, unless it does not answer.
    if (left || !live.has(deviceId)) choices.push({ deviceId, deviceName, session: left?.session ?? null, number })
  }
  return choices.sort((a, b) => Number(b.session !== null) - Number(a.session !== null))
}

function liveDevices(teamId: string): Set<string> {
  const live = new Set<string>()
  for (const { liveness, deviceId } of liveRelay.peek()?.liveSessions(teamId) ?? [])
    if (liveness === 'live') live.add(deviceId)
  return live
}
