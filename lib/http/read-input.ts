/** A request's input, bounded and checked: the JSON body of a change, the query of a read. */
import type { z } from 'zod'
import { AppError } from '../errors.ts'
import { LIMITS } from '../protocol/limits.ts'

/** Throws `invalid-input` or `body-too-large`; messages name the field, never its value. */
export async function readInput<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const raw = isRead(request) ? queryOf(request) : await readJson(request)
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.')
  throw new AppError('invalid-input', field ? `${field}: ${issue?.message}` : issue?.message)
}

/** HEAD is answered by the handler of GET. */
export function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** `team` belongs to every route and is read elsewhere. */
function queryOf(request: Request): Record<string, string> {
  const query = new URL(request.url).searchParams
  query.delete('team')
  return Object.fromEntries(query)
}

async function readJson(request: Request): Promise<unknown> {
  // A form of a foreign page cannot send this type without asking first (CORS preflight).
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new AppError('invalid-input', 'The body must be application/json.')
  const text = await readText(request)
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid-input', 'The body is not JSON.')
  }
}

/** Stops reading at the limit, whatever the headers said. */
async function readText(request: Request): Promise<string> {
  const tooLarge = () =>
    new AppError('body-too-large', `The body has more than ${LIMITS.requestBodyBytesMax} bytes.`, {
      limit: 'requestBodyBytesMax',
    })
  if (Number(request.headers.get('content-length') ?? 0) > LIMITS.requestBodyBytesMax) throw tooLarge()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > LIMITS.requestBodyBytesMax) throw tooLarge()
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
