/** A device's session and the relay's hub with nothing between them, on a clock that the test moves. */

import type { OpenDirect } from '#lib/direct/enable-direct.ts'
import type { Batch, BatchHeader } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { DeviceToRelay, Head, SeqRange } from '#lib/protocol/messages.ts'
import { encodeRecord } from '#lib/protocol/record.ts'
import { DeviceSession } from '#lib/sdk/delivery/device-session.ts'
import type { Dial } from '#lib/sdk/delivery/dial.ts'
import type { Seal } from '#lib/sdk/delivery/seal.ts'
import { Hub } from '#lib/server/relay/hub.ts'
import { headSchema } from '#lib/server/transports/socket-io/control-schemas.ts'
import { RecordingOutput } from '#tests/support/recording-output.ts'
import { factsOf, person, SESSION } from '#tests/support/sessions.ts'
import { FakeClock } from './fake-dependencies.ts'

export function deviceAndHub(seal: Seal, direct?: OpenDirect) {
  const out = new RecordingOutput()
  const hub = new Hub(out)
  const clock = new FakeClock()
  /** The relay's wall clock. */
  const relay = { wallMs: clock.wallMs }
  const heard: Record<string, (...args: never[]) => void> = {}
  const refused: unknown[] = []
  let connections = 0
  let lose = () => {}

  const dial: Dial = (hello) => {
    const connection = `device ${++connections}`
    clock.soon(() => {
      const session = hub.openSession(connection, hello, factsOf(), 'token', clock.nowMs())
      const welcome = { session: SESSION, creditBytes: LIMITS.creditBytes, viewers: session.audience.viewers.size }
      heard.welcome?.({ ...welcome, relayTimeMs: 0, pageUrl: '' } as never)
      hub.resumeNeeds(session, clock.nowMs())
    })
    return {
      on: (event, hear) => {
        heard[event] = hear as never
      },
      onFailed: () => {},
      onLost: (hear) => {
        lose = hear
      },
      emit: (event, ...args) => {
        const [header, bytes] = args as [BatchHeader, Uint8Array]
        if (event === 'batch') refused.push(hub.batch(connection, header, bytes, clock.nowMs()))
        if (event === 'fill') refused.push(hub.fill(connection, header, bytes, clock.nowMs()))
        if (event === 'gone') hub.gone(connection, ...(args as Parameters<DeviceToRelay['gone']>))
        if (event === 'signal') hub.direct.deviceSignal(connection, ...(args as Parameters<DeviceToRelay['signal']>))
        if (event === 'head') hub.head(connection, headSchema.parse(args[0]) as Head, relay.wallMs())
      },
      close: () => {},
    }
  }
  const session = new DeviceSession({
    session: SESSION,
    token: 'agl_d_x',
    device: {
      installationId: 'x',
      name: '',
      platform: '',
      os: '',
      model: '',
      appName: '',
      appVersion: '',
      sdkVersion: '',
    },
    dial,
    clock,
    random: () => 0.5,
    seal,
    direct,
    ringBytesMax: LIMITS.ringBytesMax,
    ringRecordsMax: LIMITS.ringRecordsMax,
    changed: () => {},
  })
  session.connect()

  /** Lets time pass and delivers all messages. */
  async function settle(spanMs = 100) {
    for (let i = 0; i < 10; i++) {
      clock.advance(spanMs / 10)
      await clock.turns()
      hub.sendDueNeeds(clock.nowMs())
      hub.releaseCredit(clock.nowMs())
      for (const { event, args } of out.said.filter(({ to }) => to === `device ${connections}`))
        heard[event]?.(...(args as never[]))
      out.said = out.said.filter(({ to }) => !to.startsWith('device'))
    }
  }
  function join(viewer: string) {
    const known = hub.sessions.get(SESSION)
    if (known) hub.subscriptions.join(viewer, person(), known, clock.nowMs())
  }
  const batchesTo = (viewer: string): Batch[] =>
    out.take(viewer, 'batch').map(({ args }) => ({ header: args[0] as BatchHeader, bytes: args[1] as Uint8Array }))
  const need = (viewer: string, ranges: SeqRange[]) => hub.subscriptions.need(viewer, SESSION, ranges, clock.nowMs())
  const log = (count: number, body = 'a record like many others') => {
    for (let i = 0; i < count; i++) {
      const line = encodeRecord({ timeMs: 0, level: 'info', body: `${body} ${i}` })
      session.push({ line, byteLength: line.length, level: 'info', isTruncated: false })
    }
  }
  return { session, hub, refused, settle, join, need, batchesTo, log, lose: () => lose(), clock, relay, out }
}
