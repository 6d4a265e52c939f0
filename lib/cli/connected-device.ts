/** A device of the command line: starts the SDK, waits until the server has taken it, or says why not, and tells how it goes on. */
import { createHash } from 'node:crypto'
import os from 'node:os'
import { type AgentLogger, startAgentLogger } from '../device/index.ts'
import { failureOf, unreachable } from './failures.ts'

export interface DeviceOptions {
  server: string
  token: string
  name: string
  /** Turns the SDK's masks on. */
  redact: boolean
  connectTimeoutMs: number
}

/**
 * Says on `stderr` where the session is watched, and from then on when the server is away and when it is back. Throws
 * CommandFailure: exit code 2 when refused, 1 when the server did not answer in time.
 */
export async function connectDevice(options: DeviceOptions, stderr: NodeJS.WritableStream): Promise<AgentLogger> {
  const { server, token, name, redact, connectTimeoutMs } = options
  const device = startAgentLogger({
    server,
    token,
    name,
    platform: 'cli',
    // The same name on the same machine is the same device, run after run.
    installationId: createHash('sha256').update(`${os.hostname()}\0${name}`).digest('hex').slice(0, 32),
    ...(redact ? {} : { redact: false as const }),
    warn: () => {},
  })
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(unreachable(server))), connectTimeoutMs)
    const stop = device.onStatus(() => look())
    const finish = (act: () => void) => {
      clearTimeout(timer)
      stop()
      act()
    }
    const look = () => {
      const { state, error } = device.status
      if (state === 'live') finish(resolve)
      else if (state === 'refused' && error) finish(() => reject(failureOf(error, server)))
    }
    look()
  }).catch(async (error) => {
    await device.close()
    throw error
  })
  stderr.write(`session ${device.session}\nwatch at ${device.status.pageUrl}\n`)
  tellConnection(device, stderr)
  return device
}

function tellConnection(device: AgentLogger, stderr: NodeJS.WritableStream): void {
  let isAway = false
  device.onStatus(({ state }) => {
    if (state === 'backoff' && !isAway) stderr.write('connection to the server lost, coming back …\n')
    if (state === 'live' && isAway) stderr.write('connected to the server again\n')
    if (state === 'backoff' || state === 'live') isAway = state === 'backoff'
  })
}
