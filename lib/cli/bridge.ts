/** `bridge`: carries the logs of an unmodified phone's direct server (§5 of the original's protocol) into a hosted session. */

import type { AgentLogger } from '../device/index.ts'
import { parseConnectInput } from '../seed/connect-input.ts'
import { readSeedFrame, type SeedLog } from '../seed/log-frame.ts'
import { ReplayFilter } from '../seed/replay-filter.ts'
import { seedRecord } from '../seed/to-record.ts'
import { type Command, UsageError } from './command.ts'
import { parseDuration } from './durations.ts'
import { HostedFeed } from './hosted-feed.ts'
import { readOptions, required, serverOrigin } from './options.ts'
import { PhoneLink } from './phone-link.ts'
import { PhoneTimes, parseZone, showZone } from './phone-times.ts'
import { LINGER_MAX_MS } from './pipe.ts'
import { stopRequest } from './stop-request.ts'

/** The feed is asked for room after so much of a replay. */
const STRETCH_BYTES = 256 * 1024
const STRETCH_RECORDS = 1_000

export const bridge: Command = {
  summary: 'carry a phone’s direct server into a session',
  usage: `agent-logger bridge ws://PHONE:PORT/ws --server URL --token TOKEN [options]
  --name NAME            how the phone is called (default: its address)
  --zone +03:00          the zone of the phone's clock (default: this computer's, until live logs tell)
  --once                 end when the phone ends the connection, instead of waiting for it to come back
  --linger 60s           keep the last records for late viewers after the end
  --redact               mask passwords, tokens and the like before they leave
  --connect-timeout 10s  give up when the phone or the server does not answer at the start
The address is the one the app shows or shares. At every connection the phone sends all that it holds once more; each of its
logs becomes one record all the same. Ctrl+C ends it.`,
  run: async (args, { stderr }) => {
    const { positionals, ...options } = readOptions(
      args,
      {
        name: { type: 'string' },
        server: { type: 'string' },
        token: { type: 'string' },
        zone: { type: 'string' },
        once: { type: 'boolean', default: false },
        linger: { type: 'string', default: '0s' },
        redact: { type: 'boolean', default: false },
        'connect-timeout': { type: 'string', default: '10s' },
      },
      ['the address of the phone'],
    )
    const url = phoneUrl(positionals[0] as string)
    const server = serverOrigin(options.server)
    const lingerMs = parseDuration(options.linger, '--linger', LINGER_MAX_MS)
    const connectTimeoutMs = parseDuration(options['connect-timeout'], '--connect-timeout', 3600_000)
    const zoneMinutes = options.zone === undefined ? null : parseZone(options.zone)
    // Without the port: it is another one each time the app starts, and the phone the same.
    const { redact, name = `Phone at ${new URL(url).hostname}` } = options
    const token = required(options.token, '--token')

    const feed = await HostedFeed.open({ server, token, name, redact, connectTimeoutMs }, stderr)
    const say = (line: string) => stderr.write(`${line}\n`)
    const phone = new Phone(feed, zoneMinutes, say)
    const link = new PhoneLink(url, phone)
    const stop = stopRequest()
    void Promise.race([stop.requested, feed.refused]).then(() => link.stop())
    try {
      await link.run({ connectTimeoutMs, once: options.once })
    } catch (error) {
      await feed.device.close()
      throw error
    }
    await feed.end(lingerMs, stop)
    say(phone.summary)
    return 0
  },
}

/** What a phone says, as records of the session. */
class Phone {
  readonly #feed: HostedFeed
  readonly #say: (line: string) => void
  readonly #filter = new ReplayFilter()
  readonly #times: PhoneTimes
  #records = 0
  #repeats = 0
  #others = 0
  #stretchBytes = 0
  #stretchRecords = 0

  constructor(feed: HostedFeed, zoneMinutes: number | null, say: (line: string) => void) {
    this.#feed = feed
    this.#say = say
    this.#times = new PhoneTimes(zoneMinutes, (offset) => {
      const zone = showZone(offset)
      say(`the phone's clock is at ${zone}; logs from now on are read so. Give --zone ${zone} to read all of them so.`)
    })
  }

  get summary(): string {
    const others = this.#others > 0 ? `, ${this.#others} messages that were no logs` : ''
    return `carried: ${this.#records} records; left out: ${this.#repeats} repeats${others}`
  }

  opened(isFirst: boolean): void {
    this.#filter.connected()
    this.#times.connected()
    this.#say(isFirst ? 'phone connected' : 'phone is back')
  }

  lost(): void {
    this.#say('phone lost, trying again')
  }

  frame(text: string): Promise<void> | undefined {
    const frame = readSeedFrame(text)
    if (frame.kind !== 'log') {
      this.#others++
      return undefined
    }
    if (!this.#filter.isNew(frame.log)) {
      this.#repeats++
      return undefined
    }
    this.#records++
    this.#log(this.#feed.device, frame.log)
    this.#stretchBytes += text.length
    this.#stretchRecords++
    if (this.#stretchBytes < STRETCH_BYTES && this.#stretchRecords < STRETCH_RECORDS) return undefined
    const room = this.#feed.whenRoom(this.#stretchBytes, this.#stretchRecords)
    this.#stretchBytes = 0
    this.#stretchRecords = 0
    return room
  }

  #log(device: AgentLogger, log: SeedLog): void {
    const nowMs = Date.now()
    const { error, ...record } = seedRecord(log, this.#times.offsetMinutes(log.timestamp, nowMs), nowMs)
    // The SDK reads errors as errors.
    const thrown = error && Object.assign(new Error(error.message), { name: error.name, stack: error.stack ?? '' })
    device.log({ ...record, ...(thrown ? { error: thrown } : {}) })
  }
}

/** Every spelling of §13.3 that means a phone. Throws UsageError. */
function phoneUrl(text: string): string {
  const target = parseConnectInput(text)
  if (target.kind === 'direct' && !target.isPlaceholder) return target.wsUrl
  if (target.kind === 'direct')
    throw new UsageError(
      `${target.wsUrl} is what an app shows that serves nothing; connect it first, or switch on its direct mode`,
    )
  throw new UsageError(`the address of the phone must look like ws://192.168.1.7:40123/ws, got "${text}"`)
}
