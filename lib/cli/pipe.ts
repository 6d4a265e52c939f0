/**
 * `pipe`: sends lines of stdin as records of a session that people with access can watch while it runs. Whatever happens to
 * the log, the program that writes it goes on: stdin is read to its end, and the exit code tells of the trouble.
 */
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Option } from '@commander-js/extra-typings'
import { StartPattern } from '#lib/lines/start-pattern.ts'
import { ChunkQueue } from './chunk-queue.ts'
import { type AddVerb, type CommandFailure, type ExitCode, type Streams, UsageError } from './command.ts'
import { STOPPED_MS, TEE_SILENT_MS } from './delivery-limit.ts'
import { type DirectValues, readDirectOptions, serveBeside } from './direct-side.ts'
import {
  CONNECT_TIMEOUT_MS,
  CONNECT_TIMEOUT_MS_MAX,
  duration,
  LINGER_MAX_MS,
  STOP_TIMEOUT_MS,
  STOP_TIMEOUT_MS_MAX,
  showDuration,
} from './durations.ts'
import { HostedSink, type RecordSink } from './hosted-sink.ts'
import { LineFeed } from './line-feed.ts'
import { LocalSink } from './local-sink.ts'
import { port, required, serverOrigin } from './options.ts'
import { passThrough } from './pass-through.ts'
import { takeProcessFaults } from './process-faults.ts'
import { say } from './say.ts'
import { isGiven, readSecret, type SecretFlags, TOKEN_HELP } from './secret-options.ts'
import { type StopRequest, stopRequest } from './stop-request.ts'
import { Troubles } from './troubles.ts'

/** With --tee, how much input may wait for a connection that is slower than the program, beside what the ring holds. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024
/** Says what it waits for when a stop takes longer than this. */
const QUIET_STOP_MS = 1_000

export const addPipe: AddVerb = (program, invocation) => {
  program
    .command('pipe')
    .summary('send lines of stdin as records')
    .description('Each line of stdin is a record of a session that people with access can watch while it runs.')
    .usage('--server URL --token TOKEN [options] < FILE\n       agent-logger pipe --direct [options] < FILE')
    .option('--server <url>', 'server to send to')
    .option('--token <token>', 'device token')
    .option('--token-file <path>', 'file that holds the token')
    .addOption(new Option('--name <name>', 'name of the device').default(os.hostname(), 'name of this computer'))
    .option('--tee', 'pass stdin through to stdout, at once and whatever happens to the log')
    .addOption(
      new Option('--linger <time>', 'keep the last records for late viewers after stdin ends')
        .argParser(duration('--linger', LINGER_MAX_MS))
        .default(0, '0s'),
    )
    .addOption(
      new Option('--multiline <mode>', 'join stack traces, pretty-printed JSON and indented lines to one record')
        .choices(['auto', 'off'] as const)
        .default('auto' as const),
    )
    .addOption(
      new Option(
        '--start-pattern <regex>',
        'a record begins at each line that matches; other lines continue it',
      ).argParser(startPattern),
    )
    .option('--redact', 'mask passwords, tokens and other secrets before sending')
    .addOption(
      new Option('--connect-timeout <time>', 'when to say that the server does not answer at first')
        .argParser(duration('--connect-timeout', CONNECT_TIMEOUT_MS_MAX))
        .default(CONNECT_TIMEOUT_MS, '10s'),
    )
    .addOption(
      new Option('--stop-timeout <time>', 'how long stdin may go on after Ctrl+C or SIGTERM')
        .argParser(duration('--stop-timeout', STOP_TIMEOUT_MS_MAX))
        .default(STOP_TIMEOUT_MS, '8s'),
    )
    .option('--exit-on-error', 'exit at once when the server refuses the records or does not answer at first')
    .optionsGroup('Serve the records on this network:')
    .option('--direct', 'serve the records on a page and as ws://…/ws, with or without a server')
    .option('--direct-host <address>', 'listen on this address (default: the private IPv4 address of this computer)')
    .addOption(
      new Option('--direct-port <port>', 'listen on this port')
        .argParser(port('--direct-port'))
        .default(0, 'any free port'),
    )
    .option('--direct-code <code>', 'your own code for all viewers (default: a random code for each)')
    .option('--direct-code-file <path>', 'file that holds the code')
    .option('--direct-open', 'admit viewers without a code')
    .addOption(
      new Option(
        '--direct-allow <name>',
        'another name of this computer (mac.local), or the origin of a page that may connect; repeatable',
      )
        .argParser((value: string, values: string[]) => [...values, value])
        .default([] as string[], 'none'),
    )
    .addHelpText(
      'after',
      `
The program that writes to stdin is never stopped for the sake of the log: when the server refuses the records or does not
answer, stdin is read to its end all the same, one line on stderr says why, and the exit code tells of it.

Ctrl+C and SIGTERM are meant for that program, so what it writes as it ends still arrives. If it does not end within
--stop-timeout, or on a second Ctrl+C, pipe stops reading. What was read is sent for up to ${STOPPED_MS / 1000} s after the first.

Exit codes: 0 everything arrived, 1 the server did not take everything, 2 wrong usage or refused by the server.

The session ID and the address of its page are printed on stderr. Lines are UTF-8; an invalid byte arrives as U+FFFD.
${TOKEN_HELP}
With --direct, only --server sends the records to a server; the variable does not.`,
    )
    .action(async (options, command) => {
      const isNamed = command.getOptionValueSource('name') !== 'default'
      invocation.exitCode = await pipe({ ...options, isNamed }, invocation.streams)
    })
}

interface PipeOptions extends DirectValues {
  /** Whether the person chose the name. */
  isNamed: boolean
  server?: string | undefined
  token?: string | undefined
  tokenFile?: string | undefined
  name: string
  tee?: boolean | undefined
  /** Milliseconds. */
  linger: number
  redact?: boolean | undefined
  multiline?: 'auto' | 'off' | undefined
  startPattern?: StartPattern | undefined
  /** Milliseconds. */
  connectTimeout: number
  /** Milliseconds. */
  stopTimeout: number
  exitOnError?: boolean | undefined
}

async function pipe(options: PipeOptions, streams: Streams): Promise<ExitCode> {
  const { tee: isTee = false, exitOnError = false } = options
  const stop = stopRequest()
  // The terminal is gone, but the program may go on without it.
  process.on('SIGHUP', ignore)
  const chunks = new ChunkQueue(isTee ? WAITING_BYTES_MAX : null)
  const troubles = new Troubles(streams.stderr, isTee ? 'Stdin still goes to stdout' : 'Stdin is still read')
  const cut = stop.requested.then(() => sleep(options.stopTimeout))
  void cut.then(() => chunks.urge())
  const failed = isTee ? uncaughtError(troubles, chunks) : NEVER
  const sending = send(options, { streams, stop, chunks, troubles }).catch((error) => {
    // Without --tee, a wrong command line is like one of any other command.
    if (!isTee && error instanceof UsageError) throw error
    troubles.report(error)
    chunks.discard()
  })
  const onBrokenOutput = (error: Error) => {
    troubles.goesOn = 'Stdin is still read and sent'
    troubles.report(error)
  }
  const reading = passThrough({ streams, isTee, chunks, cut, onBrokenOutput })
    .then((wasCut) => wasCut && sayCut(options.stopTimeout, streams))
    .catch((error) => troubles.report(new Error(`stdin cannot be read: ${error.message}`)))
    .finally(() => {
      troubles.goesOn = null
    })
  void explainStop(stop, options.stopTimeout, troubles, streams.stderr)
  const done = Promise.all([reading, Promise.race([sending, failed])])
  try {
    await (exitOnError ? Promise.race([done, troubles.first]) : done)
  } finally {
    process.off('SIGHUP', ignore)
  }
  troubles.reportUnsent(chunks.discardedLines)
  return troubles.exitCode
}

const NEVER = new Promise<void>(() => {})

function ignore(): void {}

/** Resolves when something of ours has failed that nothing else handles: then nothing more is sent, but stdin is read on. */
function uncaughtError(troubles: Troubles, chunks: ChunkQueue): Promise<void> {
  return new Promise((resolve) => {
    takeProcessFaults((error) => {
      troubles.report(error)
      chunks.discard()
      resolve()
    })
  })
}

/** Says what a stop request waits for, unless it ends soon. */
async function explainStop(stop: StopRequest, timeoutMs: number, troubles: Troubles, stderr: Streams['stderr']) {
  if (timeoutMs <= QUIET_STOP_MS) return
  await stop.requested
  await sleep(QUIET_STOP_MS)
  if (troubles.goesOn === null) return
  say(stderr, `waiting up to ${showDuration(timeoutMs)} for the end of stdin; press Ctrl+C again to exit at once`)
}

function sayCut(timeoutMs: number, { stderr }: Streams): void {
  if (timeoutMs > 0) say(stderr, `stdin did not end within ${showDuration(timeoutMs)}; no longer reading it`)
}

const KEPT = 'The newest records are kept until it does'

interface SendParts {
  streams: Streams
  stop: StopRequest
  chunks: ChunkQueue
  troubles: Troubles
}

/** Sends the chunks to their end. Throws UsageError, and CommandFailure when not everything was delivered. */
async function send(options: PipeOptions, { streams, stop, chunks, troubles }: SendParts): Promise<void> {
  const directOptions = await readDirectOptions(options, options.name, streams)
  const sink = await openSink(options, directOptions !== null, streams)
  const direct = directOptions && (await serveBeside(sink.device, directOptions, streams.stderr))
  let refusal: CommandFailure | null = null
  void sink.refused.then((failure) => {
    refusal = failure
    chunks.urge()
    troubles.report(failure)
  })
  sink.accepted.catch((failure) => {
    if (failure.exitCode === 1 && !options.exitOnError) troubles.warn(failure, KEPT)
    else troubles.report(failure)
  })

  const feed = new LineFeed(sink.device, {
    isWanted: () => refusal === null || direct !== null,
    hasInput: () => chunks.hasChunk,
    isMultiline: options.multiline !== 'off',
    ...(options.startPattern ? { startPattern: options.startPattern } : {}),
  })
  let room: Promise<void> | null = null
  for await (const chunk of chunks) {
    feed.take(chunk)
    sink.logged(chunk.length)
    room ??= sink.whenRoom().finally(() => {
      room = null
    })
    await Promise.race([room, chunks.whenUrgent()])
  }
  feed.end()
  await deliver(sink, options.linger, stop).catch((failure) => troubles.report(failure))
  troubles.reportUnsent(feed.unwanted + sink.undelivered)
  await direct?.close()
}

/** Waits until everything was delivered, or cannot be. */
async function deliver(sink: RecordSink, lingerMs: number, stop: StopRequest): Promise<void> {
  const wasReached = sink.device.status.pageUrl !== null
  if (!wasReached) await Promise.race([sink.accepted, stop.requested.then(() => sleep(STOPPED_MS))])
  await sink.end(lingerMs, stop)
}

async function openSink(options: PipeOptions, isDirect: boolean, streams: Streams): Promise<RecordSink> {
  const { name, isNamed, redact = false, connectTimeout: connectTimeoutMs } = options
  // Without a server, nothing would use the token. A variable alone never makes local records leave the machine.
  const isLocal = isDirect && options.server === undefined
  const token: SecretFlags = { value: options.token, file: options.tokenFile }
  if (isLocal && isGiven(token)) throw new UsageError('--token requires --server')
  if (isLocal) return new LocalSink({ redact })
  const server = serverOrigin(options.server, streams.env)
  return HostedSink.start({
    ...{ server, token: await requiredToken(token, streams), name, redact, connectTimeoutMs },
    ...(isNamed ? {} : { isEphemeral: true }),
    // A pipeline waits for its last program, and CI for the pipeline.
    ...(options.tee ? { silentMs: TEE_SILENT_MS } : {}),
    stderr: streams.stderr,
  })
}

function startPattern(source: string): StartPattern {
  try {
    return new StartPattern(source)
  } catch (error) {
    throw new UsageError(`--start-pattern: ${(error as Error).message}`)
  }
}

async function requiredToken(token: SecretFlags, streams: Streams): Promise<string> {
  return required(await readSecret('token', { ...token, streams, isStdinFree: false }), '--token')
}
