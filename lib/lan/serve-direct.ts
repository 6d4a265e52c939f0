/**
 * The published surface of `agent-logger/lan`, for Node: shows the logs of this program to viewers in its LAN, on a page and in
 * the protocol of the original's direct mode, beside a server or without one.
 */

import { heldBy } from '../device/held-records.ts'
import type { AgentLogger, AgentLoggerOptions } from '../device/index.ts'
import { startAgentLogger } from '../device/index.ts'
import { AppError } from '../errors.ts'
import type { DirectServer, ServeDirectOptions } from './direct-options.ts'
import { LanServer } from './lan-server.ts'

export type { DirectServer, ServeDirectOptions } from './direct-options.ts'
export { directNotice, entryUrl } from './notice.ts'

/** Listens from now on; viewers get what the logger still holds, then what it logs. Rejects when the address cannot be had. */
export async function serveDirect(logger: AgentLogger, options: ServeDirectOptions = {}): Promise<DirectServer> {
  const held = heldBy(logger)
  if (!held) throw new AppError('usage', 'serveDirect needs a logger that startAgentLogger of this package made')
  const server = new LanServer(held, options)
  await server.listen()
  return server
}

/** A logger that no server hears: its records stay in this process, for {@link serveDirect}. */
export function startLocalLogger(options: Omit<AgentLoggerOptions, 'server' | 'token'> = {}): AgentLogger {
  const warn = (sentence: string) => {
    // Without an address nothing is sent: that is what was asked for.
    if (!sentence.endsWith('Nothing is sent.')) (options.warn ?? console.warn)(sentence)
  }
  return startAgentLogger({ ...options, server: '', token: '', warn })
}
