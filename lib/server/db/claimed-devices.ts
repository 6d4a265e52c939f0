/** Which of a team's Flutter apps a person claimed: what decides who may go on with a device without its code. */
import { db } from './client.ts'

export interface LastClaim {
  deviceId: string
  deviceName: string
  installationId: string
  /** The person who claimed its last session; null when that had a token, or they are gone. */
  claimedById: string | null
}

/** The last claims of the team's devices with these installation ids; those that do not exist are absent. */
export async function findLastClaims(teamId: string, installationIds: readonly string[]): Promise<LastClaim[]> {
  if (installationIds.length === 0) return []
  const rows = await db().device.findMany({
    where: { teamId, installationId: { in: [...installationIds] } },
    select: {
      id: true,
      name: true,
      installationId: true,
      sessions: { select: { claimedById: true }, orderBy: [{ startedAt: 'desc' }, { id: 'desc' }], take: 1 },
    },
  })
  return rows.map(({ id, name, installationId, sessions }) => ({
    ...{ deviceId: id, deviceName: name, installationId, claimedById: sessions[0]?.claimedById ?? null },
  }))
}
