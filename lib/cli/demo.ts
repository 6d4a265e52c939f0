/** `demo`: a device that logs realistic records, for trying things out without an app. */
import { setTimeout as sleep } from 'node:timers/promises'
import { demoRecord } from '#lib/sdk/demo-records.ts'
import type { AddVerb, ExitCode, Streams } from './command.ts'
import { connectDevice } from './connected-device.ts'
import { CONNECT_TIMEOUT_MS } from './durations.ts'
import { numberFrom, required, serverOrigin } from './options.ts'
import { readSecret, TOKEN_HELP } from './secret-options.ts'
import { stopRequest } from './stop-request.ts'

export const addDemo: AddVerb = (program, invocation) => {
  program
    .command('demo')
    .summary('send sample records as a demo device')
    .usage('--server URL --token TOKEN [options]')
    .option('--server <url>', 'server to send to')
    .option('--token <token>', 'device token; - reads it from stdin')
    .option('--token-file <path>', 'file that holds the token')
    .option('--name <name>', 'name of the device', 'Demo shop')
    .option('--rate <number>', 'records per second, up to 1000', numberFrom('--rate', 0.01, 1000), 2)
    .option('--count <number>', 'stop after this many records (default: never)', numberFrom('--count', 1, 1e9))
    .addHelpText('after', TOKEN_HELP)
    .action(async (options) => {
      invocation.exitCode = await demo(options, invocation.streams)
    })
}

interface DemoOptions {
  server?: string | undefined
  token?: string | undefined
  tokenFile?: string | undefined
  name: string
  rate: number
  count?: number | undefined
}

async function demo(options: DemoOptions, streams: Streams): Promise<ExitCode> {
  const { stderr } = streams
  const { name, rate, count = Number.POSITIVE_INFINITY } = options
  const server = serverOrigin(options.server, streams.env)
  const given = { value: options.token, file: options.tokenFile }
  const token = required(await readSecret('token', { ...given, streams, isStdinFree: true }), '--token')
  const device = await connectDevice(
    { server, token, name, redact: true, connectTimeoutMs: CONNECT_TIMEOUT_MS },
    stderr,
  )
  stderr.write('Press Ctrl+C to stop.\n')
  const stop = new AbortController()
  void stopRequest().requested.then(() => stop.abort())
  for (let n = 0; n < count && !stop.signal.aborted && device.status.state !== 'refused'; n++) {
    device.log(demoRecord(n, Math.random))
    await sleep(1000 / rate, undefined, { signal: stop.signal }).catch(() => {})
  }
  await device.close()
  return device.status.error && !device.status.error.retry ? 2 : 0
}
