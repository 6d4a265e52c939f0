/** The Flutter package's web client on the real relay: FP10 to FP12. A port decides what it may watch, and is tested with the database. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { AppError } from '#lib/protocol/app-error.ts'
import { FLAG } from '#lib/protocol/batch.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import type { JoinTarget } from '#lib/protocol/messages.ts'
import { encodeRecord } from '#lib/protocol/record.ts'
import { DartClient, dartNow } from '#tests/support/dart-client.ts'
import { app, startFlutterRelay, watch } from '#tests/support/flutter-scene.ts'
import { SESSION, TEAM } from '#tests/support/sessions.ts'
import { next } from '#tests/support/start-relay.ts'
import { withLimits } from '#tests/support/with-limits.ts'

let relay: Awaited<ReturnType<typeof startFlutterRelay>>
let cookies: (string | undefined)[]
const TIM: ViewerGrant = { kind: 'user', id: 'tim', name: 'Tim', teamIds: [TEAM], target: null, expiresAtMs: null }

/** `link…` opens what follows the dot; any other id is a session of Tim's; `foreign` and `old` are neither. */
async function flutterViewerGrant(request: { headers: { cookie?: string | undefined } }, id: string) {
  cookies.push(request.headers.cookie)
  if (id === 'foreign') return null
  if (id === 'old') throw new AppError('link-expired')
  if (!id.startsWith('link')) return { grant: TIM, target: { session: id } }
  const target: JoinTarget = id.includes('d-') ? { device: id.slice(5) } : { session: id.slice(5) }
  const expiresAtMs = id.startsWith('linkX') ? Date.now() + 100 : null
  return { grant: { ...TIM, kind: 'link' as const, id: 'l1', name: 'Guest', target, expiresAtMs }, target }
}

beforeEach(async () => {
  cookies = []
  relay = await startFlutterRelay({ flutter: { flutterViewerGrant } })
})
afterEach(() => relay.close())

const web = (session: string | null, port = relay.port) =>
  DartClient.connect(port, { path: `/ws?type=web&session=${session}`, origin: 'http://localhost:3000' })
async function joined(session: string | null) {
  const viewer = await web(session)
  await viewer.until(() => viewer.said.length > 0)
  return viewer
}
const frames = (viewer: DartClient) => viewer.said.slice(1)

describe('[FP10] the greeting', () => {
  test('is the first frame and names client, device and session', async () => {
    const client = await app(relay.port)
    const viewer = await joined(client.sessionId)
    const greeting = JSON.parse(viewer.said[0] as string)
    expect(Object.keys(greeting)).toEqual(['type', 'clientId', 'deviceId', 'sessionId', 'serverUrl'])
    expect(greeting).toMatchObject({
      type: 'connected',
      deviceId: client.deviceId,
      sessionId: client.sessionId,
      serverUrl: 'http://page',
    })
    expect(greeting.clientId).toMatch(/^client_[0-9A-Za-z]+$/)
  })

  test('makes it a watcher like any other', async () => {
    const client = await app(relay.port)
    await joined(client.sessionId)
    const mine = await watch(relay, client.sessionId as string)
    expect(mine.state.viewers).toBe(2)
  })
})

test('dashboards learn when somebody comes and goes by a link, for the count that they show', async () => {
  const client = await app(relay.port)
  relay.grants.set('ada', TIM)
  const dashboard = relay.viewer({ token: 'ada' })
  await next(dashboard, 'welcome')
  await dashboard.emitWithAck('watchTeam', TEAM)
  const topics: string[] = []
  dashboard.on('teamChanged', (_team, topic) => topics.push(topic))
  const settled = () => dashboard.emitWithAck('watchTeam', TEAM)
  const mine = await joined(client.sessionId)
  await settled()
  expect(topics).not.toContain('links')
  const guest = await joined(`link.${client.sessionId}`)
  await settled()
  expect(topics).toContain('links')
  topics.splice(0)
  guest.close()
  await vi.waitFor(() => expect(topics).toContain('links'))
  mine.close()
})

describe('[FP11] logs', () => {
  test('of an app arrive as the app sent them, byte for byte, one text frame each and nothing else', async () => {
    const client = await app(relay.port)
    const viewers = [await joined(client.sessionId), await joined(client.sessionId)]
    const sent = [
      '{"type":"log","data":{"message":"Counter incremented to 1","level":"info","timestamp":"2025-10-07T09:11:00.123456","error":null,"stackTrace":null,"deviceId":"device_abc"}}',
      '{"type":"log", "data":{"level":"warning","message":"Привет \\u001b[31m","timestamp":"2025-10-07T09:11:00.123"}}',
    ]
    for (const frame of sent) client.send(frame)
    for (const viewer of viewers) {
      await viewer.until(() => viewer.said.length === 3)
      expect(frames(viewer)).toEqual(sent)
    }
  })

  test('of our own SDK arrive as the package’s logs', async () => {
    const device = relay.device()
    await next(device, 'welcome')
    const viewer = await joined(SESSION)
    const lines = [
      encodeRecord({ timeMs: Date.UTC(2025, 9, 7, 9, 11, 0, 123) + 0.456, level: 'warn', body: 'low disk' }),
      encodeRecord({
        timeMs: 0,
        level: 'error',
        body: 'boom',
        error: { name: 'TypeError', message: 'x', stack: 'at y' },
      }),
    ]
    const bytes = Buffer.from(lines.join('\n'))
    device.emit('batch', [SESSION, 0, 1, 2, bytes.byteLength], bytes)
    await viewer.until(() => viewer.said.length === 3)
    expect(frames(viewer).map((text) => JSON.parse(text))).toEqual([
      {
        type: 'log',
        data: {
          message: 'low disk',
          level: 'warning',
          timestamp: '2025-10-07T09:11:00.123456Z',
          error: null,
          stackTrace: null,
          deviceId: expect.any(String),
        },
      },
      {
        type: 'log',
        data: {
          message: 'boom',
          level: 'error',
          timestamp: '1970-01-01T00:00:00.000Z',
          error: 'TypeError: x',
          stackTrace: 'at y',
          deviceId: expect.any(String),
        },
      },
    ])
  })

  test('[limit flutterOpenedBytesMax] that are encrypted, or a bomb, are not shown; encryption is announced once', async () => {
    const device = relay.device()
    await next(device, 'welcome')
    const viewer = await joined(SESSION)
    const bytes = Buffer.from('sealed')
    device.emit('batch', [SESSION, FLAG.e2ee, 1, 1, 6], bytes)
    device.emit('batch', [SESSION, FLAG.e2ee, 2, 1, 6], bytes)
    device.emit('batch', [SESSION, FLAG.deflate, 3, 1, 6], bytes)
    const plain = Buffer.from(encodeRecord({ timeMs: 0, level: 'info', body: 'open' }))
    device.emit('batch', [SESSION, 0, 4, 1, plain.byteLength], plain)
    await viewer.until(() => viewer.said.some((text) => text.includes('open"')))
    expect(frames(viewer).map((text) => JSON.parse(text).type)).toEqual(['error', 'log'])
    expect(JSON.parse(frames(viewer)[0] as string).code).toBe('session_encrypted')
    expect(relay.hits.counts.get('flutterOpenedBytesMax')).toBe(1)
  })

  test('[FB11] are never requested again, and the viewer’s own messages are ignored', async () => {
    const client = await app(relay.port)
    const viewer = await joined(client.sessionId)
    viewer.send('{"type":"log","data":{"message":"from a viewer","level":"info"}}')
    client.log('real')
    await viewer.until(() => viewer.said.length === 2)
    expect(JSON.parse(viewer.said[1] as string).data.message).toBe('real')
  })

  test('a viewer that keeps sending is closed', async () => {
    const client = await app(relay.port)
    const viewer = await joined(client.sessionId)
    for (let i = 0; i < 400; i++) viewer.send('x')
    await viewer.untilClosed()
    expect(relay.hits.counts.get('controlPerSecond')).toBe(1)
  })
})

describe('[FP12] what is not there', () => {
  test.each(['foreign', 'session_0000000000000000000000', ''])(
    '%j gets that reason and is closed with 4404',
    async (id) => {
      const viewer = await web(id)
      expect(await viewer.untilClosed()).toBe(4404)
      expect(viewer.said).toEqual(['{"type":"error","message":"Session not found","code":"session_not_found"}'])
    },
  )

  test('a link that has ended says why', async () => {
    const viewer = await web('old')
    expect(await viewer.untilClosed()).toBe(4410)
    expect(JSON.parse(viewer.said[0] as string)).toMatchObject({ type: 'error', code: 'link_expired' })
  })

  test('a device that goes is announced once, and once more when it goes again', async () => {
    const first = await app(relay.port)
    const viewer = await joined(first.sessionId)
    first.kill()
    await viewer.until(() => viewer.said.length === 2)
    expect(viewer.said[1]).toBe(`{"type":"disconnected","deviceId":"${first.deviceId}"}`)
    const second = await app(relay.port)
    second.log('back')
    await viewer.until(() => viewer.said.some((text) => text.includes('back')))
    second.kill()
    await viewer.until(() => viewer.said.at(-1)?.includes('disconnected') === true)
  })

  test('a link to a device shows what it runs, and greets again for the next session', async () => {
    const first = relay.device()
    await next(first, 'welcome')
    const { deviceId } = relay.relay.hub.sessions.get(SESSION) ?? {}
    const viewer = await joined(`link.${deviceId}`)
    relay.device({ session: 'session00000000000002' })
    await viewer.until(
      () => viewer.said.filter((text) => text.includes('connected"') && text.includes('0002')).length > 0,
    )
  })
})

describe('[AC4][AC5] rights', () => {
  test('a page of another origin connects without the cookie of its reader', async () => {
    const client = await app(relay.port)
    const come = (origin: string | undefined) =>
      new Promise<void>((resolve, reject) => {
        const headers = { cookie: 'agent-logger.session=x', ...(origin && { origin }) }
        const socket = new WebSocket(`${relay.url.replace('http', 'ws')}/ws?type=web&session=${client.sessionId}`, {
          headers,
        })
        socket.once('message', () => resolve(socket.close()))
        socket.once('error', reject)
      })
    await come('http://localhost:3000')
    await come(relay.url)
    await come(undefined)
    expect(cookies).toEqual([undefined, 'agent-logger.session=x', 'agent-logger.session=x'])
  })

  test.each([
    ['the link', { kind: 'link', id: 'l1' } as const, 'link-revoked', 4410],
    ['the person', { kind: 'user', id: 'tim' } as const, 'session-revoked', 4401],
    ['the switch of the team', { kind: 'seed-viewers', id: TEAM } as const, 'forbidden', 4403],
  ])('end with %s: the viewer gets the reason and is closed at once', async (_name, target, code, closeCode) => {
    const client = await app(relay.port)
    const viewer = await joined(target.kind === 'link' ? `link.${client.sessionId}` : client.sessionId)
    relay.live.cut(target, code as 'link-revoked')
    client.log('too late')
    expect(await viewer.untilClosed()).toBe(closeCode)
    expect(viewer.said.join()).not.toContain('too late')
    expect(relay.relay.hub.sessions.get(client.sessionId as string)?.audience.viewers.size).toBe(0)
  })

  test('end when the session is forgotten, and when their time is over', async () => {
    const client = await app(relay.port)
    const forgotten = await joined(client.sessionId)
    relay.live.cut({ kind: 'session', id: client.sessionId as string }, 'not-found')
    expect(await forgotten.untilClosed()).toBe(4404)
    const other = await app(relay.port)
    const expiring = await joined(`linkX${other.sessionId}`)
    expect(await expiring.untilClosed()).toBe(4410)
  })

  test('a link shows how many watch through it', async () => {
    const client = await app(relay.port)
    await joined(`link.${client.sessionId}`)
    expect(relay.live.linkWatchers(TEAM).get('l1')).toBe(1)
    expect(relay.live.stats().connections).toMatchObject({ seedDevices: 1, seedViewers: 1 })
  })
})

test('[limit flutterViewerBufferedBytesMax][FB11] a viewer that does not read is cut, and the app and other viewers notice nothing', async () => {
  withLimits({ flutterViewerBufferedBytesMax: 64 * 1024 })
  const client = await app(relay.port)
  const slow = new WebSocket(`${relay.url.replace('http', 'ws')}/ws?type=web&session=${client.sessionId}`)
  await new Promise((resolve) => slow.once('message', resolve))
  slow.pause()
  const mine = await watch(relay, client.sessionId as string)
  const closed = new Promise((resolve) => slow.once('close', resolve))
  let sent = 0
  while (!relay.hits.counts.get('flutterViewerBufferedBytesMax')) {
    client.log('y'.repeat(100_000), { timestamp: dartNow() })
    sent++
    await mine.until(() => mine.records.length + mine.gone.length >= sent)
  }
  slow.resume()
  await closed
  client.log('after')
  await mine.until(() => mine.records.at(-1)?.body === 'after')
})
