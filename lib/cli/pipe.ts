/** `pipe`: each line of stdin is a record of a session that anybody with rights can watch while it runs. */
import { once } from 'node:events'
import os from 'node:os'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { AgentLogger } from '../device/index.ts'
import { Audience } from './audience.ts'
import { type Command, CommandFailure, type Streams } from './command.ts'
import { connectDevice } from './connected-device.ts'
import { parseDuration } from './durations.ts'
import { failureOf } from './failures.ts'
import { guessLevel } from './guess-level.ts'
import { readJsonLine } from './json-line.ts'
import { LineSplitter } from './line-splitter.ts'
import { readOptions, required, serverOrigin } from './options.ts'

/** A session lives at least this long, so that whoever waits for it has joined before it ends. */
const SESSION_MIN_MS = 2_000
/** Time for those who watch at the end to fetch what they still miss; over as soon as the last has left. */
const FETCH_MS = 5_000
const SIGNALS = ['SIGINT', 'SIGTERM'] as const
const LINGER_MAX_MS = 24 * 3600_000
/** Read on while the server restarts; with what is under way it stays within the ring. */
const READ_AHEAD_BYTES = 512 * 1024
const READ_AHEAD_LINES = 10_000

export const pipe: Command = {
  summary: 'send each line of stdin as a record',
  usage: `agent-logger pipe --server URL --token TOKEN [options] < FILE
  --name NAME            how the device is called (default: this computer's name)
  --tee                  pass stdin through to stdout
  --linger 60s           keep the last records for late viewers after the end of stdin
  --redact               mask passwords, tokens and the like before they leave
  --connect-timeout 10s  give up when the server does not answer at the start
The session's id and its page are printed on stderr. Lines are UTF-8; a byte that is none arrives as U+FFFD.`,
  run: async (args, streams) => {
    const options = readOptions(args, {
      server: { type: 'string' },
      token: { type: 'string' },
      name: { type: 'string' },
      tee: { type: 'boolean', default: false },
      linger: { type: 'string', default: '0s' },
      redact: { type: 'boolean', default: false },
      'connect-timeout': { type: 'string', default: '10s' },
    })
    const server = serverOrigin(options.server)
    const lingerMs = parseDuration(options.linger, '--linger', LINGER_MAX_MS)
    const device = await connectDevice({
      server,
      token: required(options.token, '--token'),
      name: options.name ?? os.hostname(),
      redact: options.redact,
      connectTimeoutMs: parseDuration(options['connect-timeout'], '--connect-timeout', 3600_000),
    })
    const startedAtMs = performance.now()
    streams.stderr.write(`session ${device.session}\nwatch at ${device.status.pageUrl}\n`)
    const audience = new Audience(device)
    const stop = stopRequest()
    await Promise.race([sendLines(device, audience, streams, options.tee), stop.requested, refusalOf(device)])
    await acknowledged(device, server)
    await audience.whenHere()
    const lingering = device.close(
      lingerMs > 0
        ? { lingerMs }
        : device.status.viewers > 0
          ? { lingerMs: FETCH_MS, onlyWhileWatched: true }
          : { lingerMs: Math.max(0, SESSION_MIN_MS - (performance.now() - startedAtMs)) },
    )
    // Who asked for the end while there was input gets the linger all the same.
    await (lingerMs > 0 && !stop.isRequested() ? Promise.race([lingering, stop.requested]) : lingering)
    return 0
  },
}

async function sendLines(device: AgentLogger, audience: Audience, { stdin, stdout }: Streams, isTee: boolean) {
  const splitter = new LineSplitter()
  let isReaderGone = false
  stdout.once('error', () => {
    isReaderGone = true
  })
  let aheadBytes = 0
  let aheadLines = 0
  for await (const chunk of stdin as AsyncIterable<Buffer>) {
    if (isTee && !stdout.write(chunk)) await once(stdout, 'drain').catch(() => {})
    const lines = splitter.take(chunk)
    for (const line of lines) sendLine(device, line)
    // As with tee: the input ends where nobody reads the output any more.
    if (isTee && isReaderGone) break
    if (audience.isHere) {
      aheadBytes = 0
      aheadLines = 0
      await drainedOrAway(device)
    } else {
      // A restart holds a fast producer instead of losing its records. A server that stays away does not: then the ring
      // forgets the oldest and says so.
      aheadBytes += chunk.length
      aheadLines += lines.length
      if (aheadBytes > READ_AHEAD_BYTES || aheadLines > READ_AHEAD_LINES) await audience.whenHere()
    }
  }
  const rest = splitter.rest()
  if (rest !== null) sendLine(device, rest)
}

function sendLine(device: AgentLogger, line: string): void {
  const json = readJsonLine(line)
  if (json) device.log({ body: line, isJson: true, level: json.level, ...(json.timeMs ? { timeMs: json.timeMs } : {}) })
  else device.log({ body: line, level: guessLevel(line) })
}

async function drainedOrAway(device: AgentLogger): Promise<void> {
  let stop = () => {}
  const away = new Promise<void>((resolve) => {
    stop = device.onStatus(({ state }) => state !== 'live' && resolve())
  })
  await Promise.race([device.whenDrained(), away])
  stop()
}

/** Waits through reconnects; a refusal ends it. */
async function acknowledged(device: AgentLogger, server: string): Promise<void> {
  while (!(await device.flush({ timeoutMs: LIMITS.sessionGraceMs }))) {
    const { state, error } = device.status
    if (state === 'refused' && error) throw failureOf(error, server)
    if (state === 'closed') throw new CommandFailure('the connection was closed before everything was sent', 1)
  }
}

function refusalOf(device: AgentLogger): Promise<void> {
  return new Promise((resolve) => device.onStatus(({ state }) => state === 'refused' && resolve()))
}

/** Ctrl+C and SIGTERM end the input, or else the lingering, not the delivery; a second one ends the program. */
function stopRequest(): { requested: Promise<void>; isRequested(): boolean } {
  let isRequested = false
  const requested = new Promise<void>((resolve) => {
    const stop = () => {
      isRequested = true
      for (const signal of SIGNALS) process.off(signal, stop)
      resolve()
    }
    for (const signal of SIGNALS) process.on(signal, stop)
  })
  return { requested, isRequested: () => isRequested }
}
