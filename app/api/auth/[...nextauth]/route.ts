/** next-auth's own endpoints: sign-in, callback, sign-out, session. lib/server/auth/options.ts configures them. */
import NextAuth from 'next-auth'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { isAddressMeaningful, requestOrigin } from '#lib/server/auth/client-address.ts'
import { heldInviteOf } from '#lib/server/auth/held-invite.ts'
import { knownBrowserCookie } from '#lib/server/auth/known-browser.ts'
import { type AuthRequest, authOptions } from '#lib/server/auth/options.ts'
import { remainingSignInS, signedOutAnswer } from '#lib/server/auth/session-answer.ts'
import { problem } from '#lib/server/http/problem.ts'
import { takeAddressRequest } from '#lib/server/http/request-rates.ts'

type Context = { params: Promise<{ nextauth: string[] }> }

async function handle(request: Request, context: Context): Promise<Response> {
  try {
    await takeAddressRequest(request.headers)
    const { nextauth } = await context.params
    // This endpoint would let any page write lines into the server's log.
    if (nextauth[0] === '_log') return new Response(null, { status: 204 })
    // next-auth reads the whole body, and a body without a length could be endless.
    const bodyBytes = request.method === 'GET' ? 0 : Number(request.headers.get('content-length') ?? Number.NaN)
    if (!(bodyBytes <= LIMITS.requestBodyBytesMax))
      throw new AppError('body-too-large', undefined, { limit: 'requestBodyBytesMax' })
    if (request.method === 'GET' && nextauth.join('/') === 'callback/credentials')
      throw new AppError('invalid-input', 'Passwords are sent by POST.')
    const wanted = new URL(request.url).searchParams.get('callbackUrl')
    if (wanted !== null && !URL.canParse(wanted, request.url)) throw unreadable()
    return await checked(await answer(request, context, nextauth[0] === 'session'))
  } catch (error) {
    return problem(isUnreadable(error) ? unreadable() : error, request)
  }
}

async function answer(request: Request, context: Context, isSession: boolean): Promise<Response> {
  const { headers } = request
  const cookieHeader = headers.get('cookie')
  const origin = requestOrigin(headers)
  let signedIn: { email: string } | null = null
  const about: AuthRequest = {
    cookieHeader,
    isShared: !isAddressMeaningful(headers),
    heldInviteId: heldInviteOf(cookieHeader, Date.now()),
    onSignedIn: (user) => {
      signedIn = user
    },
  }
  if (isSession) {
    // next-auth believes any cookie that is signed, and would renew it for as long as a new one.
    const maxAgeS = await remainingSignInS(cookieHeader, origin, Date.now())
    if (maxAgeS === null) return signedOutAnswer()
    about.maxAgeS = maxAgeS
  }
  const response: Response = await NextAuth(request as never, context as never, authOptions(origin, about))
  const person = signedIn as { email: string } | null
  if (person) response.headers.append('set-cookie', knownBrowserCookie(cookieHeader, person.email))
  return response
}

function unreadable(): AppError {
  return new AppError('invalid-input', 'An address or the body of the request cannot be read.')
}

/** next-auth parses addresses and bodies without expecting broken ones. */
function isUnreadable(error: unknown): boolean {
  if (error instanceof SyntaxError) return true
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_URL'
}

/** next-auth answers unknown actions with plain text, and calls an address that it rejects a problem of our configuration. */
async function checked(response: Response): Promise<Response> {
  const isJson = response.headers.get('content-type')?.includes('json')
  if (response.status === 400 && !isJson) throw new AppError('invalid-input', 'Sign-in has no such action.')
  if (response.status === 500 && (await response.clone().text()).includes('problem with the server configuration'))
    throw unreadable()
  response.headers.set('cache-control', 'no-store')
  return response
}

export { handle as GET, handle as POST }
