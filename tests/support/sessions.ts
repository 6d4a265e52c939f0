/** Small factories for hellos, grants and batches in tests of the relay. */
import type { BatchHeader } from '#lib/protocol/batch.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import { type DeviceHello, NO_COUNTERS } from '#lib/protocol/messages.ts'
import { encodeRecord } from '#lib/protocol/record.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'

export const SESSION = 'session00000000000001'
export const TEAM = 'team0000000001'
export const OTHER_TEAM = 'team0000000002'
export const DEVICE = 'device0000000001'

export function hello(changes: Partial<DeviceHello> = {}): DeviceHello {
  return {
    version: PROTOCOL_VERSION,
    token: 'agl_d_x',
    session: SESSION,
    attempt: 1,
    ageMs: 0,
    tail: 1,
    head: 0,
    counters: NO_COUNTERS,
    device: {
      installationId: 'installation01',
      name: 'Pixel',
      platform: 'node',
      os: '',
      model: '',
      appName: '',
      appVersion: '',
      sdkVersion: '',
    },
    ...changes,
  }
}

export function factsOf(session = SESSION, teamId = TEAM, deviceId = DEVICE) {
  return {
    id: session,
    teamId,
    deviceId,
    startedAtMs: 0,
    device: { id: deviceId, name: 'Pixel', platform: 'node', os: '', model: '', appName: '', appVersion: '' },
  }
}

export function person(changes: Partial<ViewerGrant> = {}): ViewerGrant {
  return { kind: 'user', id: 'user1', name: 'Ada', teamIds: [TEAM], target: null, expiresAtMs: null, ...changes }
}

/** A batch of plain records `first … first + count − 1`. */
export function batch(first: number, count = 1, session = SESSION): [BatchHeader, Uint8Array] {
  const lines = Array.from({ length: count }, (_, i) =>
    encodeRecord({ timeMs: 0, level: 'info', body: `record ${first + i}` }),
  )
  const bytes = Buffer.from(lines.join('\n'))
  return [[session, 0, first, count, bytes.byteLength], bytes]
}
