/**
 * What runs now, as the original relay's addresses (`/devices`, `/sessions`, `/session/{id}`) tell it: its names of fields,
 * and ours beside them. Only of the caller's teams; nothing of what was, that is /api/v1.
 */
import { z } from 'zod'
import { type Caller, teamsWith } from '#lib/auth/caller.ts'
import { config } from '#lib/config/env.ts'
import type { LiveSession } from '#lib/protocol/messages.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const sessionRow = z.object({
  sessionId: z.string(),
  deviceId: z.string(),
  connectedAt: z.iso.datetime().meta({ description: 'When the session began.' }),
  clients: z.int().meta({ description: 'How many watch now.' }),
  status: z
    .enum(['live', 'reconnecting'])
    .meta({ description: 'Reconnecting: its device was lost and may come back.' }),
  name: z.string().meta({ description: 'Of the device.' }),
  platform: z.string(),
  appName: z.string(),
  appVersion: z.string(),
  records: z.int(),
  bytes: z.int(),
  teamId: z.string(),
  url: z.url().meta({ description: 'The page where people of the team watch it.' }),
})
export type SeedSessionRow = z.infer<typeof sessionRow>

export const deviceRow = z.object({
  deviceId: z.string(),
  sessionId: z.string().meta({ description: 'Its newest live session.' }),
  sessionIds: z.array(z.string()).meta({ description: 'All its live sessions, the newest first.' }),
  connectedAt: z.iso.datetime().meta({ description: 'When the newest session began.' }),
  clients: z.int().meta({ description: 'How many watch any of its sessions.' }),
  name: z.string(),
  platform: z.string(),
  os: z.string(),
  model: z.string(),
  appName: z.string(),
  appVersion: z.string(),
  teamId: z.string(),
})
export type SeedDeviceRow = z.infer<typeof deviceRow>

/** The newest first. */
export function liveSessionsOf(caller: Caller): SeedSessionRow[] {
  return sessionsOf(caller).map(toSessionRow)
}

export function liveSessionOf(caller: Caller, id: string): SeedSessionRow | null {
  const found = sessionsOf(caller).find(({ session }) => session === id)
  return found ? toSessionRow(found) : null
}

/** Those that are connected, the newest first. */
export function liveDevicesOf(caller: Caller): SeedDeviceRow[] {
  const byId = new Map<string, SeedDeviceRow>()
  for (const session of sessionsOf(caller)) {
    if (session.liveness !== 'live') continue
    const row = byId.get(session.deviceId) ?? toDeviceRow(session)
    row.sessionIds.push(session.session)
    row.clients += session.viewers
    byId.set(session.deviceId, row)
  }
  return [...byId.values()]
}

type TeamSession = LiveSession & { teamId: string }

function sessionsOf(caller: Caller): TeamSession[] {
  const relay = liveRelay.peek()
  const sessions = teamsWith(caller, 'sessions.read').flatMap((teamId) =>
    (relay?.liveSessions(teamId) ?? []).map((session) => ({ ...session, teamId })),
  )
  return sessions.sort((a, b) => b.startedAtMs - a.startedAtMs)
}

function toSessionRow({ session, deviceId, device, ...rest }: TeamSession): SeedSessionRow {
  return {
    sessionId: session,
    deviceId,
    connectedAt: isoOf(rest.startedAtMs),
    clients: rest.viewers,
    status: rest.liveness === 'live' ? 'live' : 'reconnecting',
    name: device.name,
    platform: device.platform,
    appName: device.appName,
    appVersion: device.appVersion,
    records: rest.counters.records,
    bytes: rest.counters.bytes,
    teamId: rest.teamId,
    url: `${config().publicUrl}/dashboard/sessions/${session}`,
  }
}

function toDeviceRow({ session, deviceId, device, startedAtMs, teamId }: TeamSession): SeedDeviceRow {
  const { name, platform, os, model, appName, appVersion } = device
  const connectedAt = isoOf(startedAtMs)
  const described = { name, platform, os, model, appName, appVersion }
  return { deviceId, sessionId: session, sessionIds: [], connectedAt, clients: 0, ...described, teamId }
}

/** The start is by a device's clock, and a hello may say any number. */
function isoOf(atMs: number): string {
  const date = new Date(atMs)
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString()
}
