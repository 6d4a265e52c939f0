/** `demo`: a device that logs believable records, for trying things without an app at hand. */
import { setTimeout as sleep } from 'node:timers/promises'
import { demoRecord } from '../device/demo-records.ts'
import { type Command, UsageError } from './command.ts'
import { connectDevice } from './connected-device.ts'
import { readOptions, required, serverOrigin } from './options.ts'

export const demo: Command = {
  summary: 'be a device that logs sample records',
  usage: `agent-logger demo --server URL --token TOKEN [options]
  --name NAME   how the device is called (default: Demo shop)
  --rate 2      records a second, up to 1000
  --count N     stop after so many (default: never)`,
  run: async (args, { stderr }) => {
    const options = readOptions(args, {
      server: { type: 'string' },
      token: { type: 'string' },
      name: { type: 'string', default: 'Demo shop' },
      rate: { type: 'string', default: '2' },
      count: { type: 'string' },
    })
    const rate = number(options.rate, '--rate', 0.01, 1000)
    const count = options.count === undefined ? Number.POSITIVE_INFINITY : number(options.count, '--count', 1, 1e9)
    const server = serverOrigin(options.server)
    const token = required(options.token, '--token')
    const { name } = options
    const device = await connectDevice({ server, token, name, redact: true, connectTimeoutMs: 10_000 }, stderr)
    stderr.write('Ctrl+C ends it.\n')
    const stop = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
    for (let n = 0; n < count && !stop.signal.aborted && device.status.state !== 'refused'; n++) {
      device.log(demoRecord(n, Math.random))
      await sleep(1000 / rate, undefined, { signal: stop.signal }).catch(() => {})
    }
    await device.close()
    return device.status.error && !device.status.error.retry ? 2 : 0
  },
}

function number(text: string, name: string, min: number, max: number): number {
  const value = Number(text)
  if (!(value >= min && value <= max))
    throw new UsageError(`${name} must be a number from ${min} to ${max}, got "${text}"`)
  return value
}
