/**
 * Live devices and sessions of the caller's teams in the format of the Dart relay's `/devices`, `/sessions` and
 * `/session/{id}`: its field names, with ours beside them. Stored devices and sessions are under /api/v1.
 */
import { z } from 'zod'
import type { SessionSummary } from '#lib/protocol/messages.ts'
import { type Caller, teamsWith } from '#lib/server/auth/caller.ts'
import { config } from '#lib/server/config/env.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const sessionRow = z.object({
  sessionId: z.string(),
  deviceId: z.string(),
  connectedAt: z.iso.datetime().meta({ description: 'When the session began.' }),
  clients: z.int().meta({ description: 'Number of viewers watching now.' }),
  status: z
    .enum(['live', 'reconnecting'])
    .meta({ description: '`reconnecting`: the device disconnected unexpectedly and may come back.' }),
  name: z.string().meta({ description: 'Name of the device.' }),
  platform: z.string(),
  appName: z.string(),
  appVersion: z.string(),
  records: z.int(),
  bytes: z.int(),
  teamId: z.string(),
  url: z.url().meta({ description: 'The page where team members watch the session.' }),
})
export type FlutterSessionRow = z.infer<typeof sessionRow>

export const deviceRow = z.object({
  deviceId: z.string(),
  sessionId: z.string().meta({ description: 'ID of its newest live session.' }),
  sessionIds: z.array(z.string()).meta({ description: 'IDs of all live sessions of the device, newest first.' }),
  connectedAt: z.iso.datetime().meta({ description: 'When the newest session began.' }),
  clients: z.int().meta({ description: 'Number of viewers across all its sessions.' }),
  name: z.string(),
  platform: z.string(),
  os: z.string(),
  model: z.string(),
  appName: z.string(),
  appVersion: z.string(),
  teamId: z.string(),
})
export type FlutterDeviceRow = z.infer<typeof deviceRow>

/** Returns the live sessions, newest first. */
export function liveSessionsOf(caller: Caller): FlutterSessionRow[] {
  return sessionsOf(caller).map(toSessionRow)
}

export function liveSessionOf(caller: Caller, id: string): FlutterSessionRow | null {
  const found = sessionsOf(caller).find(({ session }) => session === id)
  return found ? toSessionRow(found) : null
}

/** Returns the connected devices, newest first. */
export function liveDevicesOf(caller: Caller): FlutterDeviceRow[] {
  const byId = new Map<string, FlutterDeviceRow>()
  for (const session of sessionsOf(caller)) {
    if (session.liveness !== 'live') continue
    const row = byId.get(session.deviceId) ?? toDeviceRow(session)
    row.sessionIds.push(session.session)
    row.clients += session.viewers
    byId.set(session.deviceId, row)
  }
  return [...byId.values()]
}

type TeamSession = SessionSummary & { teamId: string }

function sessionsOf(caller: Caller): TeamSession[] {
  const relay = liveRelay.peek()
  const sessions = teamsWith(caller, 'sessions.read').flatMap((teamId) =>
    (relay?.liveSessions(teamId) ?? []).map((session) => ({ ...session, teamId })),
  )
  return sessions.sort((a, b) => b.startedAtMs - a.startedAtMs)
}

function toSessionRow({ session, deviceId, device, ...rest }: TeamSession): FlutterSessionRow {
  return {
    sessionId: session,
    deviceId,
    connectedAt: new Date(rest.startedAtMs).toISOString(),
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

function toDeviceRow({ session, deviceId, device, startedAtMs, teamId }: TeamSession): FlutterDeviceRow {
  const { name, platform, os, model, appName, appVersion } = device
  const connectedAt = new Date(startedAtMs).toISOString()
  const described = { name, platform, os, model, appName, appVersion }
  return { deviceId, sessionId: session, sessionIds: [], connectedAt, clients: 0, ...described, teamId }
}
