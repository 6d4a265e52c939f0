/** `devices` and `sessions`: what the team of an API token has, from the server's HTTP API. */
import { Option } from '@commander-js/extra-typings'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type ApiRight, getFromApi } from './api-client.ts'
import { type AddVerb, CommandFailure, type ExitCode, type Streams } from './command.ts'
import { CONNECT_TIMEOUT_MS, CONNECT_TIMEOUT_MS_MAX, duration } from './durations.ts'
import { numberFrom, required, serverOrigin } from './options.ts'
import { say } from './say.ts'
import { readSecret, TOKEN_HELP } from './secret-options.ts'
import { alignedLines, printable } from './table.ts'

const OUTPUTS = ['table', 'tsv', 'json']
const SHOWN = 50
const SHOWN_MAX = 100_000
/** The most devices that the server gives at once. */
const PAGE_MAX = 500

interface ListedDevice {
  id: string
  name: string
  platform: string
  appVersion: string
  lastSeenAtMs: number
  liveSessionId: string | null
}

interface ListedSession {
  id: string
  device: { id: string; name: string }
  startedAtMs: number
  endedAtMs: number | null
  counters: { records: number }
}

interface ListOptions {
  server?: string | undefined
  token?: string | undefined
  tokenFile?: string | undefined
  team?: string | undefined
  live?: boolean | undefined
  limit: number
  output?: string | undefined
  json?: boolean | undefined
  /** Milliseconds. */
  connectTimeout: number
}

export const addLists: AddVerb = (program, invocation) => {
  addList('devices', 'list the devices of a team', 'id, name, platform, app version, live session, last seen')
    .option('--search <text>', 'only devices whose name or description has each of these words')
    .action(async (options) => {
      invocation.exitCode = await listDevices(options, invocation.streams)
    })
  addList('sessions', 'list the sessions of a team', 'id, device, state, started, ended, records')
    .option('--device <name>', 'only sessions of this device, by name or id')
    .action(async (options) => {
      invocation.exitCode = await listSessions(options, invocation.streams)
    })

  function addList(name: string, summary: string, columns: string) {
    return program
      .command(name)
      .summary(summary)
      .usage('--server URL --token API_TOKEN [options]')
      .option('--server <url>', 'server to ask')
      .option('--token <token>', 'API token; - reads it from stdin')
      .option('--token-file <path>', 'file that holds the token')
      .option('--team <id>', 'id of the team (default: the one of the token)')
      .option('--live', 'only live ones')
      .addOption(
        new Option('--limit <number>', 'at most this many')
          .argParser(numberFrom('--limit', 1, SHOWN_MAX))
          .default(SHOWN),
      )
      .addOption(
        new Option('--output <format>', 'table, tsv or json (default: table on a terminal, else tsv)').choices(OUTPUTS),
      )
      .option('--json', 'the same as --output json')
      .addOption(
        new Option('--connect-timeout <time>', 'give up if the server does not answer')
          .argParser(duration('--connect-timeout', CONNECT_TIMEOUT_MS_MAX))
          .default(CONNECT_TIMEOUT_MS, '10s'),
      )
      .addHelpText(
        'after',
        `
Columns: ${columns}. Times are UTC. tsv has no heading and no spaces around the tabs; json is one object per line.

Exit codes: 0 done, 1 the server does not answer, 2 wrong usage or refused by the server.
${TOKEN_HELP}`,
      )
  }
}

async function listDevices(
  options: ListOptions & { search?: string | undefined },
  streams: Streams,
): Promise<ExitCode> {
  const right = await rightOf(options, streams)
  const query = { q: options.search, live: options.live ? '1' : undefined }
  const found = await pagesOf<ListedDevice>('devices', right, { ...options, query, isWanted: () => true })
  print<ListedDevice>(found, options, streams, [
    ['ID', ({ id }) => id],
    ['NAME', ({ name }) => name],
    ['PLATFORM', ({ platform }) => platform],
    ['VERSION', ({ appVersion }) => appVersion],
    ['LIVE SESSION', ({ liveSessionId }) => liveSessionId ?? ''],
    ['LAST SEEN (UTC)', ({ lastSeenAtMs }) => dateOf(lastSeenAtMs)],
  ])
  return 0
}

async function listSessions(
  options: ListOptions & { device?: string | undefined },
  streams: Streams,
): Promise<ExitCode> {
  const right = await rightOf(options, streams)
  const device = options.device === undefined ? undefined : await deviceNamed(options.device, right, options.team)
  const isWanted = (session: ListedSession) => !options.live || session.endedAtMs === null
  const found = await pagesOf<ListedSession>('sessions', right, { ...options, query: { device }, isWanted })
  print<ListedSession>(found, options, streams, [
    ['ID', ({ id }) => id],
    ['DEVICE', (session) => session.device.name],
    ['STATE', ({ endedAtMs }) => (endedAtMs === null ? 'live' : 'ended')],
    ['STARTED (UTC)', ({ startedAtMs }) => dateOf(startedAtMs)],
    ['ENDED (UTC)', ({ endedAtMs }) => (endedAtMs === null ? '' : dateOf(endedAtMs))],
    ['RECORDS', ({ counters }) => String(counters.records)],
  ])
  return 0
}

async function rightOf(options: ListOptions, streams: Streams): Promise<ApiRight> {
  const server = serverOrigin(options.server, streams.env)
  const given = { value: options.token, file: options.tokenFile }
  const token = required(await readSecret('token', { ...given, streams, isStdinFree: true }), '--token')
  return { server, token, timeoutMs: options.connectTimeout }
}

/** Throws CommandFailure when no device has this name or id; of several, the one seen last. */
async function deviceNamed(nameOrId: string, right: ApiRight, team: string | undefined): Promise<string> {
  const query = queryOf({ q: nameOrId.slice(0, LIMITS.labelCharsMax), team })
  const { devices } = await getFromApi<{ devices: ListedDevice[] }>(right, 'devices', query)
  const found = devices.find(({ id, name }) => id === nameOrId || name === nameOrId)
  if (found) return found.id
  const like = devices.slice(0, 3).map(({ name }) => `"${name}"`)
  const hint = like.length > 0 ? `; there is ${like.join(', ')}` : '. List them with: agent-logger devices'
  throw new CommandFailure(`no device is named "${nameOrId}"${hint}`, 2)
}

interface Found<Row> {
  rows: Row[]
  /** There are more than the limit. */
  hasMore: boolean
}

async function pagesOf<Row>(
  path: 'devices' | 'sessions',
  right: ApiRight,
  parts: { team?: string | undefined; limit: number; query: Query; isWanted: (row: Row) => boolean },
): Promise<Found<Row>> {
  const { team, query, isWanted } = parts
  const limit = Math.floor(parts.limit)
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const size = path === 'devices' ? { limit: String(Math.min(PAGE_MAX, limit + 1)) } : {}
    const page: Page<Row> = await getFromApi(right, path, queryOf({ ...query, ...size, team, cursor }))
    rows.push(...(page[path] ?? []).filter(isWanted))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && rows.length <= limit)
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit }
}

type Page<Row> = { devices?: Row[]; sessions?: Row[]; nextCursor: string | null }
type Query = Record<string, string | undefined>

function queryOf(values: Query): URLSearchParams {
  return new URLSearchParams(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as [string, string]])),
  )
}

type Columns<Row> = readonly (readonly [title: string, text: (row: Row) => string])[]

function print<Row>(
  { rows, hasMore }: Found<Row>,
  options: ListOptions,
  streams: Streams,
  columns: Columns<Row>,
): void {
  const { stdout, stderr } = streams
  const output = options.json ? 'json' : (options.output ?? (stdout.isTTY ? 'table' : 'tsv'))
  const cells = () => rows.map((row) => columns.map(([, text]) => printable(text(row))))
  const lines =
    output === 'json'
      ? rows.map((row) => JSON.stringify(row))
      : output === 'tsv'
        ? cells().map((line) => line.join('\t'))
        : alignedLines([columns.map(([title]) => title), ...cells()])
  stdout.write(lines.map((line) => `${line}\n`).join(''))
  if (hasMore) say(stderr, `there are more; --limit shows them`)
}

function dateOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')
}
