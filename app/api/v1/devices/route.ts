/** A team's devices, most recently seen first, each with its live session if it has one. */
import { listDevices } from '#lib/db/devices.ts'
import { defineRoute, preflight } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const GET = defineRoute({
  allow: 'user-or-api',
  isCrossOrigin: true,
  run: async ({ teamFor }) => {
    const teamId = await teamFor('devices.read')
    const live = liveRelay.peek()?.liveSessions(teamId) ?? []
    const sessionOf = new Map(live.map((session) => [session.deviceId, session.session]))
    const devices = await listDevices(teamId)
    return { devices: devices.map((device) => ({ ...device, liveSessionId: sessionOf.get(device.id) ?? null })) }
  },
})

export const OPTIONS = preflight
