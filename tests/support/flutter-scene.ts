/** A relay for Flutter apps: a key as the first label of the host opens TEAM, and a viewer of TEAM watches. */
import { AppError } from '#lib/protocol/app-error.ts'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import type { GoneReason, SeqRange, SessionState } from '#lib/protocol/messages.ts'
import { decodeRecords, type NumberedRecord } from '#lib/protocol/record.ts'
import { DartClient, type DartOptions } from './dart-client.ts'
import { TEAM } from './sessions.ts'
import { type RelayOptions, startRelay, type TestRelay, type TestViewer } from './start-relay.ts'

export const KEY = 'abcdefghijklmnopqrstuvwxyz'
export const HOST = `${KEY}.in.example.com`

export async function startFlutterRelay({
  flutter,
  rows,
  ...options
}: RelayOptions = {}): Promise<TestRelay & { port: number }> {
  const relay = await startRelay({
    ...options,
    rows: {
      // Like a database: one device per installation.
      recordSessionStart: async ({ device, startedAtMs }) => ({
        deviceId: `d-${device.installationId}`,
        deviceName: device.name,
        startedAtMs,
      }),
      ...rows,
    },
    flutter: {
      hostKeyOf: (host) => /^([a-z2-7]{26})\./.exec(host?.toLowerCase() ?? '')?.[1] ?? null,
      hostKeyGrant: async (key) => {
        if (key.startsWith('revoked')) throw new AppError('token-revoked')
        return key === KEY ? { tokenId: 'tok-host', teamId: TEAM, expiresAtMs: null } : null
      },
      ...flutter,
    },
  })
  relay.grants.set('tim', { kind: 'user', id: 'tim', name: 'Tim', teamIds: [TEAM], target: null, expiresAtMs: null })
  return { ...relay, port: Number(new URL(relay.url).port) }
}

/** An app with the key. */
export function app(port: number, options: DartOptions = {}): Promise<DartClient> {
  return DartClient.greeted(port, { host: HOST, ...options })
}

export interface Watched {
  socket: TestViewer
  state: SessionState
  /** The newest state that arrived. */
  latest(): SessionState
  records: NumberedRecord[]
  headers: BatchHeader[]
  gone: { range: SeqRange; reason: GoneReason }[]
  until(isDone: () => boolean): Promise<void>
}

/** Joins a session as one of our own viewers does. */
export async function watch(relay: TestRelay, session: string): Promise<Watched> {
  const socket = relay.viewer({ ticket: 'tim' }, { origin: relay.url })
  const records: NumberedRecord[] = []
  const headers: BatchHeader[] = []
  const gone: Watched['gone'] = []
  let wake: (() => void)[] = []
  let latest: SessionState | null = null
  socket.on('batch', (header, bytes) => {
    headers.push(header)
    records.push(...decodeRecords(Buffer.from(bytes).toString(), header[2], header[3]))
  })
  socket.on('gone', (_session, range, reason) => gone.push({ range, reason }))
  socket.on('state', (state) => {
    latest = state
  })
  socket.onAny(() => {
    // After the event's own listener.
    queueMicrotask(() => {
      const waiting = wake
      wake = []
      for (const resolve of waiting) resolve()
    })
  })
  const until = async (isDone: () => boolean) => {
    while (!isDone()) await new Promise<void>((resolve) => wake.push(resolve))
  }
  const answer = await new Promise<Parameters<Parameters<typeof socket.emit<'join'>>[2]>[0]>((resolve) =>
    socket.emit('join', { session }, resolve),
  )
  if (!answer.ok || !answer.state) throw new Error('did not join')
  const { state } = answer
  return { socket, state, latest: () => latest ?? state, records, headers, gone, until }
}
