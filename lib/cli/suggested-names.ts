/** Names of devices and sessions for completion, from the server when a token is at hand. Never fails, never takes long. */
import { getFromApi } from './api-client.ts'
import type { Streams } from './command.ts'
import { serverOrigin } from './options.ts'
import { readSecret } from './secret-options.ts'

/** A person who presses Tab waits no longer, milliseconds. */
const TIMEOUT_MS = 700
const SHOWN = '100'

export interface Suggestion {
  value: string
  description: string
}

/** `flags` are the options on the command line, by long name without dashes. */
export async function suggestedNames(
  kind: 'device' | 'session',
  flags: ReadonlyMap<string, string>,
  typed: string,
  env: Streams['env'],
): Promise<Suggestion[]> {
  try {
    const server = serverOrigin(flags.get('server'), env)
    const silent = { write: () => true } as unknown as NodeJS.WritableStream
    const streams = { env, stderr: silent } as Streams
    const given = { value: flags.get('token'), file: flags.get('token-file') }
    const token = await readSecret('token', { ...given, streams, isStdinFree: false })
    if (token === undefined) return []
    const right = { server, token, timeoutMs: TIMEOUT_MS }
    if (kind === 'session') {
      const { sessions } = await getFromApi<{ sessions: { id: string; device: { name: string } }[] }>(
        right,
        'sessions',
        new URLSearchParams(),
      )
      return sessions.map(({ id, device }) => ({ value: id, description: device.name }))
    }
    const query = new URLSearchParams({ q: typed, limit: SHOWN })
    const { devices } = await getFromApi<{ devices: { name: string; platform: string }[] }>(right, 'devices', query)
    return devices.map(({ name, platform }) => ({ value: name, description: platform }))
  } catch {
    return []
  }
}
