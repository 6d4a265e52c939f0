/** `bridge`: forwards logs from an unmodified phone's direct server [FP18] to a session on the server. */

import { Option } from '@commander-js/extra-typings'
import { parseConnectInput } from '#lib/flutter/connect-input.ts'
import { type FlutterLog, readFlutterFrame } from '#lib/flutter/log-frame.ts'
import { ReplayFilter } from '#lib/flutter/replay-filter.ts'
import { flutterRecord } from '#lib/flutter/to-record.ts'
import type { AgentLogger } from '#lib/sdk/index.ts'
import { type AddVerb, type ExitCode, type Streams, UsageError } from './command.ts'
import { CONNECT_TIMEOUT_MS, CONNECT_TIMEOUT_MS_MAX, duration, LINGER_MAX_MS } from './durations.ts'
import { HostedSink } from './hosted-sink.ts'
import { required, serverOrigin } from './options.ts'
import { PhoneLink } from './phone-link.ts'
import { PhoneTimes, parseZone, showZone } from './phone-times.ts'
import { say } from './say.ts'
import { readSecret, TOKEN_HELP } from './secret-options.ts'
import { stopRequest } from './stop-request.ts'

/** After this much of a replay, the phone waits until the sink has room. */
const PAUSE_BYTES = 256 * 1024
const PAUSE_RECORDS = 1_000

export const addBridge: AddVerb = (program, invocation) => {
  program
    .command('bridge')
    .summary('forward a phone’s logs to a session')
    .description('Forwards the logs that a Flutter app serves itself to a session on the server.')
    .usage('ws://PHONE:PORT/ws --server URL --token TOKEN [options]')
    .argument('[address]', 'address that the app displays or shares')
    .option('--server <url>', 'server to send to')
    .option('--token <token>', 'device token; - reads it from stdin')
    .option('--token-file <path>', 'file that holds the token')
    .option('--name <name>', 'name of the phone (default: its address)')
    .addOption(
      new Option(
        '--zone <zone>',
        'time zone of the phone’s clock, such as +03:00 (default: this computer’s, until live logs show the phone’s)',
      ).argParser(parseZone),
    )
    .option('--once', 'exit when the phone disconnects instead of waiting for it to return')
    .addOption(
      new Option('--linger <time>', 'keep the last records for late viewers after the end')
        .argParser(duration('--linger', LINGER_MAX_MS))
        .default(0, '0s'),
    )
    .option('--redact', 'mask passwords, tokens and other secrets before sending')
    .addOption(
      new Option('--connect-timeout <time>', 'give up if the phone or the server does not answer at first')
        .argParser(duration('--connect-timeout', CONNECT_TIMEOUT_MS_MAX))
        .default(CONNECT_TIMEOUT_MS, '10s'),
    )
    .addHelpText(
      'after',
      `\nA phone sends everything it holds on each connection, but each log becomes one record. Ctrl+C stops the bridge.
${TOKEN_HELP}`,
    )
    .action(async (address, options) => {
      invocation.exitCode = await bridge(required(address, 'the address of the phone'), options, invocation.streams)
    })
}

interface BridgeOptions {
  server?: string | undefined
  token?: string | undefined
  tokenFile?: string | undefined
  name?: string | undefined
  /** Minutes ahead of UTC. */
  zone?: number | undefined
  once?: boolean | undefined
  /** Milliseconds. */
  linger: number
  redact?: boolean | undefined
  /** Milliseconds. */
  connectTimeout: number
}

async function bridge(address: string, options: BridgeOptions, streams: Streams): Promise<ExitCode> {
  const { stderr } = streams
  const { redact = false, once = false, connectTimeout: connectTimeoutMs } = options
  const url = phoneUrl(address)
  const server = serverOrigin(options.server, streams.env)
  // Without the port, which changes whenever the app starts; the device stays the same.
  const { name = `Phone at ${new URL(url).hostname}` } = options
  const given = { value: options.token, file: options.tokenFile }
  const token = required(await readSecret('token', { ...given, streams, isStdinFree: true }), '--token')

  const sink = await HostedSink.open({ server, token, name, redact, connectTimeoutMs, stderr })
  const phone = new Phone(sink, options.zone ?? null, (line) => say(stderr, line))
  const link = new PhoneLink(url, phone)
  const stop = stopRequest()
  void Promise.race([stop.requested, sink.refused]).then(() => link.stop())
  try {
    await link.run({ connectTimeoutMs, once })
  } catch (error) {
    await sink.device.close()
    throw error
  }
  await sink.end(options.linger, stop)
  say(stderr, phone.summary)
  return 0
}

/** Turns what a phone sends into records of the session. */
class Phone {
  readonly #sink: HostedSink
  readonly #say: (line: string) => void
  readonly #filter = new ReplayFilter()
  readonly #times: PhoneTimes
  #records = 0
  #repeats = 0
  #otherMessages = 0
  #bytesSincePause = 0
  #recordsSincePause = 0

  constructor(sink: HostedSink, zoneMinutes: number | null, say: (line: string) => void) {
    this.#sink = sink
    this.#say = say
    this.#times = new PhoneTimes(zoneMinutes, (offset) => {
      const zone = showZone(offset)
      say(`the phone's clock is at ${zone}; logs from now on use it. Pass --zone ${zone} to use it for all logs.`)
    })
  }

  get summary(): string {
    const others = this.#otherMessages > 0 ? `, ${this.#otherMessages} messages that were not logs` : ''
    return `forwarded ${this.#records} records; skipped ${this.#repeats} repeats${others}`
  }

  onOpen(isFirst: boolean): void {
    this.#filter.startConnection()
    this.#times.startConnection()
    this.#say(isFirst ? 'phone connected' : 'phone reconnected')
  }

  onLost(): void {
    this.#say('phone disconnected; reconnecting …')
  }

  onFrame(text: string): Promise<void> | undefined {
    const frame = readFlutterFrame(text)
    if (frame.kind !== 'log') {
      this.#otherMessages++
      return undefined
    }
    if (!this.#filter.isNew(frame.log)) {
      this.#repeats++
      return undefined
    }
    this.#records++
    this.#log(this.#sink.device, frame.log)
    this.#bytesSincePause += Buffer.byteLength(text)
    this.#recordsSincePause++
    if (this.#bytesSincePause < PAUSE_BYTES && this.#recordsSincePause < PAUSE_RECORDS) return undefined
    this.#sink.logged(this.#bytesSincePause)
    const room = this.#sink.whenRoom()
    this.#bytesSincePause = 0
    this.#recordsSincePause = 0
    return room
  }

  #log(device: AgentLogger, log: FlutterLog): void {
    const nowMs = Date.now()
    const { error, ...record } = flutterRecord(log, this.#times.offsetMinutes(log.timestamp, nowMs), nowMs)
    // The SDK expects errors as Error objects.
    const thrown = error && Object.assign(new Error(error.message), { name: error.name, stack: error.stack ?? '' })
    device.log({ ...record, ...(thrown ? { error: thrown } : {}) })
  }
}

/** Accepts every spelling in [FP16] that means a phone. Throws UsageError. */
function phoneUrl(text: string): string {
  const target = parseConnectInput(text)
  if (target.kind === 'direct' && !target.isPlaceholder) return target.wsUrl
  if (target.kind === 'direct')
    throw new UsageError(
      `${target.wsUrl} is the placeholder of an app that is not serving its logs; connect the app first, or turn on its direct mode`,
    )
  throw new UsageError(`the address of the phone must look like ws://192.168.1.7:40123/ws, got "${text}"`)
}
