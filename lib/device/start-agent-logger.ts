/** Puts the parts of the SDK together. */
import type { AgentLogger, AgentLoggerOptions } from './logger.ts'

/** Starts a session: records are numbered and kept from now on, and sent as soon as the server is reached. Never throws. */
export function startAgentLogger(options: AgentLoggerOptions): AgentLogger {
  throw new Error(`the SDK of ${options.server} is being built`)
}
