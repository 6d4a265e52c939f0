/** An error as an HTTP response: `{ error: { code, message, retry } }` with the status from the table of error codes. */
import { isAppError } from '#lib/protocol/app-error.ts'
import { ERROR_CODES, wireError } from '#lib/protocol/error-codes.ts'
import { isDatabaseAway } from '#lib/server/db/client.ts'
import { limitHits } from '#lib/server/limit-hits.ts'

/** Any other error becomes `internal`, or `server-busy` while the database is away. It is logged without its message, which may quote data. */
export function problem(error: unknown, request: Pick<Request, 'method' | 'url'>): Response {
  const wire = isAppError(error) ? error.toWire() : isDatabaseAway(error) ? DATABASE_AWAY : wireError('internal')
  if (!isAppError(error)) logFailure(request, error)
  limitHits.peek()?.count(error, `${request.method} ${new URL(request.url).pathname}`)
  return Response.json({ error: wire }, { status: ERROR_CODES[wire.code].http, headers: NO_STORE })
}

const DATABASE_AWAY = wireError('server-busy', 'The server cannot reach its database. Try again in a moment.')

export const NO_STORE = { 'cache-control': 'no-store' }

function logFailure({ method, url }: Pick<Request, 'method' | 'url'>, error: unknown): void {
  console.error(`${new Date().toISOString()} ${method} ${new URL(url).pathname} failed: ${describe(error)}`)
}

/** Name, code and location on one line. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error ? ` ${String(error.code).slice(0, 40)}` : ''
  const place = error.stack?.split('\n').find((line) => line.startsWith('    at ')) ?? ''
  return `${error.name}${code}${place.replace(/^\s+/, ' ')}`
}
