/**
 * The published surface of `agent-logger/lan`, for Node: shows the logs of this program to viewers in its LAN, on a page and in
 * the Flutter package's direct protocol, beside a server or without one.
 */

import { AppError } from '#lib/protocol/app-error.ts'
import { ringOf } from '#lib/sdk/delivery/held-records.ts'
import type { AgentLogger, AgentLoggerOptions } from '#lib/sdk/index.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import type { DirectServer, ServeDirectOptions } from './direct-options.ts'
import { LanServer } from './lan-server.ts'

export type { DirectServer, ServeDirectOptions } from './direct-options.ts'
export { directNotice, entryUrl } from './notice.ts'

/** Starts listening. Viewers get the records that the logger still holds, then new ones. Rejects with AppError when it cannot listen. */
export async function serveDirect(logger: AgentLogger, options: ServeDirectOptions = {}): Promise<DirectServer> {
  const held = ringOf(logger)
  if (!held) throw new AppError('usage', 'serveDirect needs a logger that startAgentLogger of this package made')
  const server = new LanServer(held, options)
  await server.listen()
  return server
}

/** A logger that no server hears: its records stay in this process, for {@link serveDirect}. */
export function startLocalLogger(options: Omit<AgentLoggerOptions, 'server' | 'token'> = {}): AgentLogger {
  const warn = (sentence: string) => {
    // Without a server nothing is sent, which is what the caller asked for.
    if (!sentence.endsWith('Nothing is sent.')) (options.warn ?? console.warn)(sentence)
  }
  return startAgentLogger({ ...options, server: '', token: '', warn })
}
