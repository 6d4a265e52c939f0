/** The published surface of the SDK. Runs in browsers, Node and React Native; the one line is {@link startAgentLogger}. */

export type { WireError } from '#lib/protocol/error-codes.ts'
export type { Level } from '#lib/protocol/levels.ts'
export type { LogRecord, RecordError } from '#lib/protocol/record.ts'
export type { AgentLogger, AgentLoggerOptions, DeviceStatus, Logger, LogInput, Redact } from './logger.ts'
export { startAgentLogger } from './start-agent-logger.ts'
