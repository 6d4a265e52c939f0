/** `pipe`: each line of stdin is a record of a session that anybody with rights can watch while it runs. */
import { once } from 'node:events'
import os from 'node:os'
import type { AgentLogger } from '../device/index.ts'
import { type Command, type Streams, UsageError } from './command.ts'
import { DIRECT_OPTIONS, DIRECT_USAGE, readDirectOptions, serveBeside } from './direct-side.ts'
import { parseDuration } from './durations.ts'
import { guessLevel } from './guess-level.ts'
import { type Feed, HostedFeed } from './hosted-feed.ts'
import { readJsonLine } from './json-line.ts'
import { LineSplitter } from './line-splitter.ts'
import { LocalFeed } from './local-feed.ts'
import { readOptions, required, serverOrigin } from './options.ts'
import { stopRequest } from './stop-request.ts'

export const LINGER_MAX_MS = 24 * 3600_000

export const pipe: Command = {
  summary: 'send each line of stdin as a record',
  usage: `agent-logger pipe --server URL --token TOKEN [options] < FILE
agent-logger pipe --direct [options] < FILE
  --name NAME            how the device is called (default: this computer's name)
  --tee                  pass stdin through to stdout
  --linger 60s           keep the last records for late viewers after the end of stdin
  --redact               mask passwords, tokens and the like before they leave
  --connect-timeout 10s  give up when the server does not answer at the start
${DIRECT_USAGE}
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
      ...DIRECT_OPTIONS,
    })
    const { redact, name = os.hostname() } = options
    const directOptions = readDirectOptions(options, name)
    // Without a server there is nobody to show the token to.
    const isLocal = directOptions !== null && options.server === undefined
    if (isLocal && options.token !== undefined) throw new UsageError('--server is missing: --token is for a server')
    const server = isLocal ? null : serverOrigin(options.server)
    const lingerMs = parseDuration(options.linger, '--linger', LINGER_MAX_MS)
    const connectTimeoutMs = parseDuration(options['connect-timeout'], '--connect-timeout', 3600_000)
    const feed: Feed =
      server === null
        ? new LocalFeed({ redact })
        : await HostedFeed.open(
            { server, token: required(options.token, '--token'), name, redact, connectTimeoutMs },
            streams.stderr,
          )
    const direct = directOptions && (await serveBeside(feed.device, directOptions, streams.stderr))
    const stop = stopRequest()
    await Promise.race([sendLines(feed, streams, options.tee), stop.requested, feed.refused])
    await feed.end(lingerMs, stop)
    await direct?.close()
    return 0
  },
}

async function sendLines(feed: Feed, { stdin, stdout }: Streams, isTee: boolean) {
  const splitter = new LineSplitter()
  let isReaderGone = false
  stdout.once('error', () => {
    isReaderGone = true
  })
  for await (const chunk of stdin as AsyncIterable<Buffer>) {
    if (isTee && !stdout.write(chunk)) await once(stdout, 'drain').catch(() => {})
    const lines = splitter.take(chunk)
    for (const line of lines) sendLine(feed.device, line)
    // As with tee: the input ends where nobody reads the output any more.
    if (isTee && isReaderGone) break
    await feed.whenRoom(chunk.length, lines.length)
  }
  const rest = splitter.rest()
  if (rest !== null) sendLine(feed.device, rest)
}

function sendLine(device: AgentLogger, line: string): void {
  const json = readJsonLine(line)
  if (json) device.log({ body: line, isJson: true, level: json.level, ...(json.timeMs ? { timeMs: json.timeMs } : {}) })
  else device.log({ body: line, level: guessLevel(line) })
}
