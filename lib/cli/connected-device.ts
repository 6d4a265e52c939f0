/**
 * A command-line device: starts the SDK, tells whether the server accepts it or why not, and reports connection changes.
 */
import { createHash } from 'node:crypto'
import os from 'node:os'
import { type AgentLogger, startAgentLogger } from '#lib/sdk/index.ts'
import { failureOf, unreachable } from './failures.ts'
import { say } from './say.ts'

export interface DeviceOptions {
  server: string
  token: string
  name: string
  /** Absent: only in CI. */
  isEphemeral?: boolean
  /** Turns on the SDK's masking of secrets. */
  redact: boolean
  connectTimeoutMs: number
}

export interface StartedDevice {
  device: AgentLogger
  /**
   * Rejects with CommandFailure: exit code 2 when the server rejects the device, 1 when it does not accept it in time. In the
   * second case the device goes on trying.
   */
  accepted: Promise<void>
}

/**
 * Starts to connect and returns at once; what is logged is kept until the server accepts the device. Prints on `stderr` where
 * to watch the session, and then whenever the connection is lost or restored.
 */
export function startDevice(options: DeviceOptions, stderr: NodeJS.WritableStream): StartedDevice {
  const { server, token, name, isEphemeral, redact, connectTimeoutMs } = options
  const device = startAgentLogger({
    server,
    token,
    name,
    platform: 'cli',
    // The same name on the same computer is the same device in every run.
    installationId: createHash('sha256').update(`${os.hostname()}\0${name}`).digest('hex').slice(0, 32),
    ephemeral: isEphemeral,
    ...(redact ? {} : { redact: false as const }),
    warn: () => {},
    // Commands wait for delivery themselves, say what was not delivered, and end at once on a second signal.
    flushOnExit: false,
  })
  reportConnection(device, stderr)
  const accepted = whenAccepted(device, server, connectTimeoutMs)
  // A caller that does not wait for it must not end by it.
  accepted.catch(() => {})
  return { device, accepted }
}

/** Like {@link startDevice}, but resolves when the server has accepted the device, and closes it before it throws. */
export async function connectDevice(options: DeviceOptions, stderr: NodeJS.WritableStream): Promise<AgentLogger> {
  const { device, accepted } = startDevice(options, stderr)
  await accepted.catch(async (error) => {
    await device.close()
    throw error
  })
  return device
}

function whenAccepted(device: AgentLogger, server: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(unaccepted(device, server))), timeoutMs)
    const stop = device.onStatus(() => check())
    const finish = (act: () => void) => {
      clearTimeout(timer)
      stop()
      act()
    }
    const check = () => {
      const { state, error } = device.status
      if (state === 'live') finish(resolve)
      else if (state === 'refused' && error) finish(() => reject(failureOf(error, server)))
    }
    check()
  })
}

/** A server that is full, for example, does answer. */
function unaccepted(device: AgentLogger, server: string): Error {
  const { error } = device.status
  return error ? failureOf(error, server) : unreachable(server)
}

function reportConnection(device: AgentLogger, stderr: NodeJS.WritableStream): void {
  let wasLive = false
  let isAway = false
  device.onStatus(({ state, pageUrl }) => {
    if (state === 'live' && !wasLive) {
      wasLive = true
      say(stderr, `session ${device.session}`)
      say(stderr, `watch at ${pageUrl}`)
    }
    if (!wasLive) return
    if (state === 'backoff' && !isAway) say(stderr, 'connection to the server lost; reconnecting …')
    if (state === 'live' && isAway) say(stderr, 'reconnected to the server')
    if (state === 'backoff' || state === 'live') isAway = state === 'backoff'
  })
}
