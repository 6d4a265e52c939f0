/** Watches one session, device or share link over a connection of its own, and hands its records on in order. */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { JoinTarget, SessionState } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { getFromApi } from './api-client.ts'
import type { ConnectionNotices } from './connection-notices.ts'
import { failureOf, unreachable } from './failures.ts'
import { NamedRecords } from './named-records.ts'
import type { Origin } from './tail-format.ts'
import { findTarget, type Wanted } from './tail-target.ts'
import { helloOf, type ViewingRight } from './viewing-right.ts'

export interface WatchOptions {
  server: string
  right: ViewingRight
  /** Not read with a link, which names its target. */
  wanted: Wanted
  connectTimeoutMs: number
  isFromStart: boolean
  exitsOnEnd: boolean
  /** Resolves when watching is over. */
  stop: Promise<void>
  notices: ConnectionNotices
  say: (line: string) => void
  onRecords: (records: NumberedRecord[], origin: Origin) => void
}

/** Resolves at the stop, or with `exitsOnEnd` at the end of the session. Throws CommandFailure. */
export async function watch(options: WatchOptions): Promise<void> {
  const { server, right, wanted, connectTimeoutMs, stop } = options
  const connection = new ViewerConnection({ server, hello: helloOf(right) })
  try {
    await waitUntilConnected(connection, server, connectTimeoutMs)
    const unlisten = connection.listen({ status: (status) => options.notices.update(connection, status) })
    const target = right.link
      ? null
      : await Promise.race([
          findTarget(connection, wanted, lookUp(server, right.token, connectTimeoutMs), server, options.say),
          stop.then(() => 'stopped' as const),
        ])
    if (target === 'stopped') return
    await follow(connection, target?.join ?? null, {
      ...options,
      isFromStart: options.isFromStart || target?.isNew === true,
    })
    unlisten()
  } finally {
    connection.close()
  }
}

function follow(connection: ViewerConnection, target: JoinTarget | null, options: WatchOptions): Promise<void> {
  const { server, say, onRecords } = options
  let said = ''
  const sayOnce = (line: string) => {
    // A connection that is back joins again.
    if (line !== said) say(line)
    said = line
  }
  return new Promise((resolve, reject) => {
    const named = new NamedRecords(onRecords)
    const endOnError = (act: () => void) => {
      try {
        act()
      } catch (error) {
        end(() => reject(error))
      }
    }
    const subscriber = new LogSubscriber({
      connection,
      target,
      inOrder: true,
      want: options.isFromStart ? 'all' : 0,
      handlers: {
        onRecords: (session, records) => endOnError(() => named.take(session, records)),
        onGone: (_session, [from, to], reason) => say(`-- ${to - from + 1} records lost: ${reason}`),
        onState: (state: SessionState) => endOnError(() => named.name(state)),
        // The session is said before its records are printed, because they wait for its state.
        onJoined: (state) =>
          sayOnce(state ? `session ${state.session} of ${state.device.name}` : 'waiting for the device …'),
        onRefused: (error) => end(() => reject(failureOf(error, server))),
      },
    })
    const unlisten = connection.listen({
      status: ({ state, error }) => {
        if ((state === 'refused' || state === 'ended') && error) end(() => reject(failureOf(error, server)))
      },
    })
    const end = (act: () => void) => {
      unlisten()
      subscriber.close()
      act()
    }
    if (options.exitsOnEnd) void subscriber.ended().then(() => end(resolve))
    void options.stop.then(() => end(resolve))
  })
}

function waitUntilConnected(connection: ViewerConnection, server: string, timeoutMs: number): Promise<void> {
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

/**
 * Finds a device's id by name or id; if several share a name, the most recently seen. Also null when the server does not
 * answer in time: the device is then found once it has a live session.
 */
function lookUp(server: string, token: string, timeoutMs: number): (nameOrId: string) => Promise<string | null> {
  return async (nameOrId) => {
    // Servers that cannot search answer with all devices.
    const query = new URLSearchParams({ q: nameOrId.slice(0, LIMITS.labelCharsMax) })
    const right = { server, token, timeoutMs }
    const { devices } = await getFromApi<{ devices: { id: string; name: string }[] }>(right, 'devices', query).catch(
      () => ({ devices: [] }),
    )
    return devices.find(({ id, name }) => id === nameOrId || name === nameOrId)?.id ?? null
  }
}
