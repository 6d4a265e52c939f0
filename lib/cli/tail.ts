/** `tail`: watches sessions and devices and prints their records in order, each exactly once. */
import { Option } from '@commander-js/extra-typings'
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { COLOR_CHOICES, wantsColor } from './color-choice.ts'
import { type AddVerb, type ExitCode, type Streams, UsageError } from './command.ts'
import { ConnectionNotices } from './connection-notices.ts'
import { CONNECT_TIMEOUT_MS, CONNECT_TIMEOUT_MS_MAX, duration } from './durations.ts'
import { collect, numberFrom, serverOrigin, since } from './options.ts'
import { say } from './say.ts'
import { TOKEN_HELP } from './secret-options.ts'
import { stopRequest } from './stop-request.ts'
import { shownRecords } from './tail-filter.ts'
import { type Format, jsonFormat, lineEnd, type Origin, rawFormat, textFormat } from './tail-format.ts'
import type { Wanted } from './tail-target.ts'
import { watch } from './tail-watch.ts'
import { TimedPatterns } from './timed-patterns.ts'
import { type RightOptions, readRight } from './viewing-right.ts'

/** Each has its own connection. */
const TARGETS_MAX = 20
const LEVELS_WITH_NAME = LEVELS.filter((level) => level !== 'unknown')

export const addTail: AddVerb = (program, invocation) => {
  program
    .command('tail')
    .summary('print the records of sessions or devices')
    .description('Watches sessions or devices and prints their records in order, each exactly once.')
    .usage('--server URL (--token API_TOKEN | --link LINK) [options]')
    .option('--server <url>', 'server to connect to (default with --link: the one in the link)')
    .option('--token <token>', 'API token; - reads it from stdin')
    .option('--token-file <path>', 'file that holds the token')
    .option('--link <link>', 'share link; - reads it from stdin')
    .option('--link-file <path>', 'file that holds the link')
    .addOption(new Option('--session <id>', 'watch this session; repeatable').argParser(collect))
    .addOption(
      new Option(
        '--device <name>',
        'watch this device across its sessions, and wait until it connects; repeatable',
      ).argParser(collect),
    )
    .option('--from-start', 'print everything the device still holds, not just new records')
    .option('--exit-on-end', 'exit when the session ends')
    .addOption(
      new Option('--connect-timeout <time>', 'give up if the server does not answer at first')
        .argParser(duration('--connect-timeout', CONNECT_TIMEOUT_MS_MAX))
        .default(CONNECT_TIMEOUT_MS, '10s'),
    )
    .optionsGroup('Which records:')
    .addOption(new Option('--level <level>', 'only records of this level and above').choices(LEVELS_WITH_NAME))
    .addOption(
      new Option('--grep <regexp>', 'only records that match; repeatable, one match is enough').argParser(collect),
    )
    .addOption(new Option('--exclude <regexp>', 'no records that match; repeatable').argParser(collect))
    .option('-i, --ignore-case', 'ignore case in --grep and --exclude')
    .addOption(
      new Option(
        '--since <time>',
        'from 10m ago, or from 2026-01-31T09:00; asks for what the device still holds',
      ).argParser(since),
    )
    .addOption(new Option('--limit <number>', 'exit after this many records').argParser(numberFrom('--limit', 1, 1e12)))
    .optionsGroup('How they look:')
    .addOption(
      new Option(
        '--output <format>',
        'text: with time, level and logger; raw: only what was logged, byte for byte; json: one object per line',
      )
        .choices(['text', 'raw', 'json'])
        .default('text'),
    )
    .option('--json', 'the same as --output json')
    .addOption(
      new Option('--color <when>', 'auto: on a terminal, unless NO_COLOR or FORCE_COLOR says otherwise').choices(
        COLOR_CHOICES,
      ),
    )
    .option('--no-color', 'the same as --color never')
    .addHelpText(
      'after',
      `
Without --session and --device, tail watches the newest session, or the next one. With several, each record names its device.
--grep and --exclude are JavaScript regular expressions, and search what a person sees: the text without color codes, the
logger, attributes and errors, not the time and the level.
JSON has seq, time, level, scope, body, attributes, error, device and session.

Exit codes: 0 done, 1 the server does not answer, 2 wrong usage or refused by the server.
${TOKEN_HELP}`,
    )
    .action(async (options) => {
      invocation.exitCode = await tail(options, invocation.streams)
    })
}

interface TailOptions extends RightOptions {
  server?: string | undefined
  session?: string[] | undefined
  device?: string[] | undefined
  fromStart?: boolean | undefined
  exitOnEnd?: boolean | undefined
  /** Milliseconds. */
  connectTimeout: number
  level?: Level | undefined
  grep?: string[] | undefined
  exclude?: string[] | undefined
  ignoreCase?: boolean | undefined
  /** Epoch milliseconds. */
  since?: number | undefined
  limit?: number | undefined
  output: string
  json?: boolean | undefined
  color?: string | boolean | undefined
}

async function tail(options: TailOptions, streams: Streams): Promise<ExitCode> {
  const right = await readRight(options, streams)
  const targets = wantedTargets(options, right.link !== null)
  const format = formatOf(options, targets, streams)
  const line = (text: string) => say(streams.stderr, text)
  const server =
    options.server === undefined && right.link ? right.link.origin : serverOrigin(options.server, streams.env)
  const printer = new Printer(options, format, streams)
  const over = Promise.race([
    stopRequest().requested,
    printer.whenFull,
    new Promise<void>((resolve) => streams.stdout.once('error', () => resolve())),
  ])
  const notices = new ConnectionNotices(line)
  const watching = Promise.all(
    targets.map((wanted) =>
      watch({
        ...{ server, right, wanted, notices, say: line, stop: over },
        connectTimeoutMs: options.connectTimeout,
        isFromStart: options.fromStart === true || options.since !== undefined,
        exitsOnEnd: options.exitOnEnd === true,
        onRecords: (records, origin) => printer.print(records, origin),
      }),
    ),
  )
  await Promise.race([watching, over])
  return 0
}

function wantedTargets({ session = [], device = [] }: TailOptions, isByLink: boolean): Wanted[] {
  if (isByLink && device.length > 0) throw new UsageError('--link already names what to watch; remove --device')
  if (isByLink && session.length > 0) return [{ session: undefined, device: undefined }]
  const targets: Wanted[] = [
    ...[...new Set(device)].map((device) => ({ session: undefined, device })),
    ...[...new Set(session)].map((session) => ({ session, device: undefined })),
  ]
  if (targets.length > TARGETS_MAX) throw new UsageError(`tail watches at most ${TARGETS_MAX} devices and sessions`)
  return targets.length > 0 ? targets : [{ session: undefined, device: undefined }]
}

function formatOf(options: TailOptions, targets: Wanted[], streams: Streams): Format {
  const isColored = wantsColor(options.color, streams)
  if (options.json && options.output === 'raw') throw new UsageError('use either --json or --output raw')
  if (options.json || options.output === 'json') return jsonFormat
  if (options.output === 'raw') return rawFormat
  // Two sessions may be of one device.
  const isBySession = targets.some(({ session }) => session !== undefined)
  const label = ({ device, session }: Origin) => `${device}${isBySession ? ` (${session.slice(0, 4)})` : ''} |`
  return textFormat({ isColored, isTerminal: streams.stdout.isTTY === true, label: targets.length > 1 ? label : null })
}

/** Prints what passes the filter, up to the limit. */
class Printer {
  /** Resolves when the limit is reached. */
  readonly whenFull: Promise<void>
  readonly #options: TailOptions
  readonly #patterns: TimedPatterns | null
  readonly #format: Format
  readonly #stdout: Streams['stdout']
  #left: number
  #sayFull = () => {}

  constructor(options: TailOptions, format: Format, { stdout, stderr }: Streams) {
    const { grep = [], exclude = [], ignoreCase: isCaseIgnored = false, limit = Number.POSITIVE_INFINITY } = options
    const onGivenUp = () => say(stderr, 'a pattern takes too long on some records; they are shown')
    this.#options = options
    this.#patterns =
      grep.length + exclude.length > 0 ? new TimedPatterns({ grep, exclude, isCaseIgnored, onGivenUp }) : null
    this.#format = format
    this.#stdout = stdout
    this.#left = Math.floor(limit)
    this.whenFull = new Promise((resolve) => {
      this.#sayFull = resolve
    })
  }

  print(records: NumberedRecord[], origin: Origin): void {
    const { level, since: sinceMs } = this.#options
    const shown = shownRecords(records, { level, sinceMs, patterns: this.#patterns }).slice(0, this.#left)
    this.#left -= shown.length
    if (shown.length > 0)
      this.#stdout.write(shown.map((record) => this.#format(record, origin) + lineEnd(record, this.#format)).join(''))
    if (this.#left === 0) this.#sayFull()
  }
}
