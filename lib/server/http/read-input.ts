/** Reads a request's input, bounded and validated: the JSON body of a change, or the query of a read. */
import type { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

/** Throws `invalid-input` or `body-too-large`. Messages name the field, never its value. */
export async function readInput<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const raw = isRead(request) ? queryOf(request) : await readJson(request)
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.')
  throw new AppError('invalid-input', field ? `${field}: ${issue?.message}` : issue?.message)
}

/** GET handlers also answer HEAD. */
export function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** `team` is common to all routes and is read elsewhere. */
function queryOf(request: Request): Record<string, string> {
  const query = new URL(request.url).searchParams
  query.delete('team')
  return Object.fromEntries(query)
}

async function readJson(request: Request): Promise<unknown> {
  // A form on another site cannot send this content type without a CORS preflight.
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new AppError('invalid-input', 'The body must be application/json.')
  const text = await readText(request)
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid-input', 'The body is not valid JSON.')
  }
}

/** Stops reading at the limit, whatever the headers claim. */
async function readText(request: Request): Promise<string> {
  const tooLarge = () =>
    new AppError('body-too-large', `The body is larger than ${LIMITS.requestBodyBytesMax} bytes.`, {
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
