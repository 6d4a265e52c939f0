/**
 * Every API route is made here: who calls, from where, with what input; and the answer, or the refusal as JSON. What the
 * route does stands in its own file under app/api.
 */
import type { z } from 'zod'
import { type Caller, requireRight, teamOf } from '../auth/caller.ts'
import type { Action } from '../auth/permissions.ts'
import { userOfCookies } from '../auth/session-cookie.ts'
import { checkedToken } from '../auth/token-access.ts'
import { config } from '../config/env.ts'
import { AppError, isAppError } from '../errors.ts'
import { isId } from '../protocol/ids.ts'
import { crossOriginHeaders, preflightHeaders } from './cross-origin.ts'
import { NO_STORE, problem } from './problem.ts'
import { isRead, readInput } from './read-input.ts'
import { takeAddressRequest, takeCallerRequest } from './request-rates.ts'
import { assertSameOrigin } from './same-origin.ts'

/**
 * `user`: a signed-in person. `user-or-api`: or an API token. `anyone`: nobody is asked who they are. `whoever`: strangers
 * too, and who says who they are is known.
 */
export type Allow = 'user' | 'user-or-api' | 'anyone' | 'whoever'

type CallerOf<A extends Allow> = A extends 'user'
  ? Extract<Caller, { kind: 'user' }>
  : A extends 'user-or-api'
    ? Exclude<Caller, { kind: 'anyone' }>
    : A extends 'whoever'
      ? Caller
      : Extract<Caller, { kind: 'anyone' }>

export interface RouteCall<A extends Allow, Input> {
  caller: CallerOf<A>
  input: Input
  /** The parts of the address in brackets. */
  params: Record<string, string>
  /** The team that `?team=` names, or the caller's first; throws `not-found` or `forbidden`. */
  teamFor(action: Action): Promise<string>
  request: Request
  nowMs: number
}

export interface RouteDefinition<A extends Allow, Input> {
  allow: A
  /** Of the JSON body, or of the query of a GET. Without it nothing is read. */
  input?: z.ZodType<Input>
  /** Pages of the origins in CORS_ORIGINS may read the answers. For reads only; export {@link preflight} as OPTIONS beside it. */
  isCrossOrigin?: boolean
  /** Answers 200 with the value as JSON, 204 for undefined, or with the response it returns. */
  run(call: RouteCall<A, Input>): Promise<object | undefined>
}

type Handle = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

/** The API's description is made from what stands on its handlers. */
export interface RouteHandler extends Handle {
  definition: { allow: Allow; input: z.ZodType | null; isCrossOrigin: boolean }
}

export function defineRoute<A extends Allow, Input = undefined>(route: RouteDefinition<A, Input>): RouteHandler {
  const { allow, input = null, isCrossOrigin = false } = route
  return Object.assign(isCrossOrigin ? readableAcross(handleBy(route)) : handleBy(route), {
    definition: { allow, input, isCrossOrigin },
  })
}

function handleBy<A extends Allow, Input>(route: RouteDefinition<A, Input>): Handle {
  return async (request, context) => {
    try {
      const nowMs = Date.now()
      await takeAddressRequest(request.headers)
      const caller = await callerOf(request, route.allow, nowMs)
      await takeCallerRequest(caller)
      if (!isRead(request) && caller.kind !== 'api')
        assertSameOrigin(request.headers, config(), caller.kind === 'anyone')
      const input = (route.input ? await readInput(request, route.input) : undefined) as Input
      const teamFor = async (action: Action) => {
        const teamId = teamOf(caller, new URL(request.url).searchParams.get('team'))
        await requireRight(caller, teamId, action)
        return teamId
      }
      // Undefined for routes without a part in brackets, whatever Next's types say.
      const params = (await context.params) ?? {}
      // No id of ours looks otherwise; what a database makes of a NUL is not for strangers to find out.
      if (!Object.values(params).every(isId)) throw new AppError('not-found')
      return answer(await route.run({ caller: caller as CallerOf<A>, input, params, teamFor, request, nowMs }))
    } catch (error) {
      return problem(error, request)
    }
  }
}

function readableAcross(handle: Handle): Handle {
  return async (request, context) => {
    if (!isRead(request)) throw new Error(`${request.method} must not be readable across origins`)
    const response = await handle(request, context)
    const headers = crossOriginHeaders(request.headers.get('origin'), config().corsOrigins)
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
    return response
  }
}

/** OPTIONS of a route whose GET is `isCrossOrigin`. */
export function preflight(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: { ...NO_STORE, ...preflightHeaders(request.headers.get('origin'), config().corsOrigins) },
  })
}

/** An API token in the header comes before a cookie; a route that takes none refuses it. */
async function callerOf(request: Request, allow: Allow, nowMs: number): Promise<Caller> {
  if (allow === 'anyone') return { kind: 'anyone' }
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) {
    const { id: tokenId, teamId } = await checkedToken(bearer.trim(), 'api', nowMs)
    if (allow === 'user') throw new AppError('forbidden', 'An API token may not do this. Sign in.')
    return { kind: 'api', tokenId, teamId }
  }
  const user = await userOfCookies(request.headers.get('cookie')).catch((error: unknown) => {
    // Somebody who was signed out is a stranger, where strangers are let in.
    if (allow === 'whoever' && isAppError(error) && error.code === 'session-revoked') return null
    throw error
  })
  if (user) return { kind: 'user', user }
  if (allow === 'whoever') return { kind: 'anyone' }
  throw new AppError('not-signed-in')
}

function answer(value: object | undefined): Response {
  if (value instanceof Response) return value
  if (value === undefined) return new Response(null, { status: 204, headers: NO_STORE })
  return Response.json(value, { headers: NO_STORE })
}

/** 201 with what was made. */
export function created(value: object): Response {
  return Response.json(value, { status: 201, headers: NO_STORE })
}
