/** next-auth's own endpoints: sign-in, callback, sign-out, session. What they do stands in lib/auth/options.ts. */
import NextAuth from 'next-auth'
import { authOptions } from '#lib/auth/options.ts'
import { AppError } from '#lib/errors.ts'
import { problem } from '#lib/http/problem.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

type Context = { params: Promise<{ nextauth: string[] }> }

async function handle(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params
  // Lets any page write lines into the server's log.
  if (nextauth[0] === '_log') return new Response(null, { status: 204 })
  // next-auth reads the whole body; one without a length could be endless.
  const bodyBytes = request.method === 'GET' ? 0 : Number(request.headers.get('content-length') ?? Number.NaN)
  if (!(bodyBytes <= LIMITS.requestBodyBytesMax))
    return problem(new AppError('body-too-large', undefined, { limit: 'requestBodyBytesMax' }), request)
  const response: Response = await NextAuth(request as never, context as never, authOptions())
  response.headers.set('cache-control', 'no-store')
  return response
}

export { handle as GET, handle as POST }
