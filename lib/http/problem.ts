/** What went wrong, as an HTTP answer: `{ error: { code, message, retry } }` with the status of the code's table. */
import { isAppError } from '../errors.ts'
import { limitHits } from '../limit-hits.ts'
import { ERROR_CODES, wireError } from '../protocol/error-codes.ts'

/** An error that is not ours becomes `internal`; what it was goes to the log, without its message, which may quote data. */
export function problem(error: unknown, request: Pick<Request, 'method' | 'url'>): Response {
  const wire = isAppError(error) ? error.toWire() : wireError('internal')
  if (!isAppError(error)) logFailure(request, error)
  limitHits.peek()?.refused(error, `${request.method} ${new URL(request.url).pathname}`)
  return Response.json({ error: wire }, { status: ERROR_CODES[wire.code].http, headers: NO_STORE })
}

export const NO_STORE = { 'cache-control': 'no-store' }

function logFailure({ method, url }: Pick<Request, 'method' | 'url'>, error: unknown): void {
  console.error(`${new Date().toISOString()} ${method} ${new URL(url).pathname} failed: ${describe(error)}`)
}

/** Name, code and place on one line. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error ? ` ${String(error.code).slice(0, 40)}` : ''
  const place = error.stack?.split('\n').find((line) => line.startsWith('    at ')) ?? ''
  return `${error.name}${code}${place.replace(/^\s+/, ' ')}`
}
