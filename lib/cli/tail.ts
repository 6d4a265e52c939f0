/** `tail`: watches a session or device and prints its records in order, each once. */
import { deriveLinkKey } from '#lib/protocol/link-secret.ts'
import type { JoinTarget, SessionState, ViewerHello } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { SessionFeed } from '../viewer/session-feed.ts'
import { ViewerConnection } from '../viewer/viewer-connection.ts'
import { type Command, type CommandFailure, type ExitCode, type Streams, UsageError } from './command.ts'
import { parseDuration } from './durations.ts'
import { failureOf, unreachable } from './failures.ts'
import { readOptions, serverOrigin } from './options.ts'
import { type Format, jsonFormat, plainFormat, terminalFormat } from './tail-format.ts'
import { findTarget } from './tail-target.ts'

export const tail: Command = {
  summary: 'print the records of a session or device',
  usage: `agent-logger tail --server URL (--token API_TOKEN | --link LINK) [options]
  --session ID           this session
  --device NAME          this device, now and in its next sessions; waits until it is there
  --json                 one JSON object a line: seq, time, level, body, attributes, error, device, session
  --from-start           everything the device still holds, not only what comes from now on
  --exit-on-end          leave when the session has ended
  --no-color             no colours on a terminal
  --connect-timeout 10s  give up when the server does not answer at the start
Without --session and --device: the newest session, or the next one.`,
  run: async (args, streams) => {
    const options = readOptions(args, {
      server: { type: 'string' },
      token: { type: 'string' },
      link: { type: 'string' },
      session: { type: 'string' },
      device: { type: 'string' },
      json: { type: 'boolean', default: false },
      'from-start': { type: 'boolean', default: false },
      'exit-on-end': { type: 'boolean', default: false },
      'no-color': { type: 'boolean', default: false },
      'connect-timeout': { type: 'string', default: '10s' },
    })
    const { token, link, session, device } = options
    if ((token === undefined) === (link === undefined)) throw new UsageError('give either --token or --link')
    if (session !== undefined && device !== undefined) throw new UsageError('give either --session or --device')
    if (link !== undefined && device !== undefined)
      throw new UsageError('a link says itself what it opens: leave --device out')
    const parsed = link === undefined ? null : parseLink(link)
    const server = options.server === undefined && parsed ? parsed.origin : serverOrigin(options.server)
    const connectTimeoutMs = parseDuration(options['connect-timeout'], '--connect-timeout', 3600_000)
    const isColoured = !options['no-color'] && !streams.env.NO_COLOR
    const format = options.json ? jsonFormat : streams.stdout.isTTY ? terminalFormat(isColoured) : plainFormat

    const connection = new ViewerConnection({ server, hello: await helloOf(token, parsed) })
    try {
      await connected(connection, server, connectTimeoutMs)
      const target = parsed
        ? null
        : await findTarget(connection, { session, device }, lookUp(server, token ?? ''), server, (line) =>
            say(streams, line),
          )
      return await follow({
        connection,
        target: target?.join ?? null,
        server,
        format,
        streams,
        isFromStart: options['from-start'] || target?.hasBegunNow === true,
        isExitOnEnd: options['exit-on-end'],
      })
    } finally {
      connection.close()
    }
  },
}

interface Following {
  connection: ViewerConnection
  target: JoinTarget | null
  server: string
  format: Format
  streams: Streams
  isFromStart: boolean
  isExitOnEnd: boolean
}

function follow({
  connection,
  target,
  server,
  format,
  streams,
  isFromStart,
  isExitOnEnd,
}: Following): Promise<ExitCode> {
  const names = new Map<string, string>()
  const nameIt = (state: SessionState) => void names.set(state.session, state.device.name)
  return new Promise((resolve, reject) => {
    const fail = (failure: CommandFailure) => reject(failure)
    const feed = new SessionFeed({
      connection,
      target,
      inOrder: true,
      want: isFromStart ? 'all' : 0,
      handlers: {
        onRecords: (session, records) => {
          const origin = { session, device: names.get(session) ?? '' }
          streams.stdout.write(records.map((record) => `${format(record, origin)}\n`).join(''))
        },
        onGone: (_session, [from, to], reason) => say(streams, `-- ${to - from + 1} records lost: ${reason}`),
        onState: nameIt,
        // Before its records: a batch may have overtaken the answer to the join.
        onJoined: (state) => {
          if (state) nameIt(state)
          say(streams, state ? `session ${state.session} of ${state.device.name}` : 'waiting for the device …')
        },
        onRefused: (error) => fail(failureOf(error, server)),
      },
    })
    connection.listen({
      status: ({ state, error }) => {
        if ((state === 'refused' || state === 'ended') && error) fail(failureOf(error, server))
        else if (state === 'reconnecting') say(streams, 'connection lost, coming back …')
      },
    })
    const leave = () => {
      feed.close()
      resolve(0)
    }
    if (isExitOnEnd) void feed.ended().then(leave)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave)
    streams.stdout.on('error', leave)
  })
}

function say({ stderr }: Streams, line: string): void {
  stderr.write(`${line}\n`)
}

function connected(connection: ViewerConnection, server: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(unreachable(server))), timeoutMs)
    const stops = [
      connection.listen({
        welcome: () => finish(resolve),
        status: ({ state, error }) => {
          if (state === 'refused' && error) finish(() => reject(failureOf(error, server)))
        },
      }),
    ]
    const finish = (act: () => void) => {
      clearTimeout(timer)
      for (const stop of stops) stop()
      act()
    }
    if (connection.welcome) finish(resolve)
  })
}

interface Link {
  origin: string
  id: string
  secret: string
}

function parseLink(text: string): Link {
  const url = URL.canParse(text) ? new URL(text) : null
  const id = /^\/s\/([\w-]{8,64})\/?$/.exec(url?.pathname ?? '')?.[1]
  const secret = url?.hash.slice(1)
  if (!url || !id || !secret) throw new UsageError('--link must be a whole share link: https://…/s/<id>#<secret>')
  return { origin: url.origin, id, secret }
}

async function helloOf(token: string | undefined, link: Link | null): Promise<() => Promise<ViewerHello>> {
  if (!link) return async () => ({ version: PROTOCOL_VERSION, token: token ?? '' })
  const key = await deriveLinkKey(link.secret)
  return async () => ({ version: PROTOCOL_VERSION, link: { id: link.id, key } })
}

/** A device's id by its name or id; the most recently seen where several share a name. */
function lookUp(server: string, token: string): (nameOrId: string) => Promise<string | null> {
  return async (nameOrId) => {
    const response = await fetch(`${server}/api/v1/devices`, { headers: { authorization: `Bearer ${token}` } }).catch(
      () => null,
    )
    if (!response?.ok) return null
    const { devices } = (await response.json()) as { devices: { id: string; name: string }[] }
    return devices.find(({ id, name }) => id === nameOrId || name === nameOrId)?.id ?? null
  }
}
