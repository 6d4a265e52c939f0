/**
 * Defines every API route: identifies the caller, checks origin and input, and turns the result or the error into JSON. What
 * a route does is in its own file under app/api.
 */
import type { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { isId } from '#lib/protocol/ids.ts'
import { type AuditActor, type AuditFacts, recordAudit, STRANGER } from '#lib/server/audit/audit.ts'
import type { AuditAction } from '#lib/server/audit/audit-actions.ts'
import { type Caller, requireRight, teamOf } from '#lib/server/auth/caller.ts'
import { requestOrigin } from '#lib/server/auth/client-address.ts'
import type { Action } from '#lib/server/auth/permissions.ts'
import { isNotSignedIn, userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { isRecentlyConfirmed, type SignInStage } from '#lib/server/auth/sign-in-stage.ts'
import { checkedToken } from '#lib/server/auth/token-access.ts'
import { config } from '#lib/server/config/env.ts'
import { crossOriginHeaders, preflightHeaders } from './cross-origin.ts'
import { rememberToken } from './gate/known-callers.ts'
import { NO_STORE, problem } from './problem.ts'
import { isRead, readInput } from './read-input.ts'
import { takeAddressRequest, takeCallerRequest } from './request-rates.ts'
import { assertSameOrigin } from './same-origin.ts'

/**
 * `user`: requires a signed-in user. `user-or-api`: requires a signed-in user or an API token. `public`: does not check who
 * calls. `optional-auth`: accepts everyone, and identifies callers who send credentials.
 */
export type Allow = 'user' | 'user-or-api' | 'public' | 'optional-auth'

type CallerOf<A extends Allow> = A extends 'user'
  ? Extract<Caller, { kind: 'user' }>
  : A extends 'user-or-api'
    ? Exclude<Caller, { kind: 'public' }>
    : A extends 'optional-auth'
      ? Caller
      : Extract<Caller, { kind: 'public' }>

export interface RouteCall<A extends Allow, Input> {
  caller: CallerOf<A>
  input: Input
  /** Values of the bracketed path segments. */
  params: Record<string, string>
  /** Id of the team that `?team=` names, or else of the caller's first; throws `not-found` or `forbidden`. */
  teamFor(action: Action): Promise<string>
  /** Throws `step-up-required` unless the person proved who they are within ten minutes; for routes that ask only sometimes. */
  stepUp(): void
  /** Writes to the audit log what the caller did; see lib/server/audit. */
  audit(action: AuditAction, facts?: AuditFacts): Promise<void>
  request: Request
  nowMs: number
}

export interface RouteDefinition<A extends Allow, Input> {
  allow: A
  /** Stages of a sign-in that may call besides `complete`; absent: none. */
  accepts?: readonly SignInStage[]
  /** The person must have proved within the last ten minutes who they are; else `step-up-required`. */
  stepUp?: boolean
  /** Schema of the JSON body, or of the query for a GET. Without it nothing is read. */
  input?: z.ZodType<Input>
  /**
   * Pages on the origins in CORS_ORIGINS may read the responses. Only for reads; also export {@link preflight} as
   * OPTIONS.
   */
  isCrossOrigin?: boolean
  /** Responds 200 with the value as JSON, 204 for undefined, or with the Response it returns. */
  run(call: RouteCall<A, Input>): Promise<object | undefined>
}

type Handle = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

/** A handler with its definition, from which the API description is generated. */
export interface RouteHandler extends Handle {
  definition: {
    allow: Allow
    input: z.ZodType | null
    isCrossOrigin: boolean
    stepUp?: boolean
    accepts?: readonly SignInStage[]
  }
}

export function defineRoute<A extends Allow, Input = undefined>(route: RouteDefinition<A, Input>): RouteHandler {
  const { allow, input = null, isCrossOrigin = false, stepUp = false, accepts = [] } = route
  return Object.assign(isCrossOrigin ? withCrossOriginReads(handlerFor(route)) : handlerFor(route), {
    definition: { allow, input, isCrossOrigin, stepUp, accepts },
  })
}

function handlerFor<A extends Allow, Input>(route: RouteDefinition<A, Input>): Handle {
  return async (request, context) => {
    try {
      const nowMs = Date.now()
      await takeAddressRequest(request.headers)
      const caller = await callerOf(request, route, nowMs)
      await takeCallerRequest(caller)
      if (!isRead(request) && caller.kind !== 'api')
        assertSameOrigin(request.headers, config(), caller.kind === 'public')
      const stepUp = () => assertStepUp(caller, nowMs)
      if (route.stepUp) stepUp()
      const input = (route.input ? await readInput(request, route.input) : undefined) as Input
      const teamFor = async (action: Action) => {
        const teamId = teamOf(caller, new URL(request.url).searchParams.get('team'))
        await requireRight(caller, teamId, action)
        return teamId
      }
      // Undefined for routes without bracketed segments, whatever Next's types say.
      const params = (await context.params) ?? {}
      // All our ids have this shape. Anything else, such as a NUL, must not reach the database.
      if (!Object.values(params).every(isId)) throw new AppError('not-found')
      const audit = (action: AuditAction, facts: AuditFacts = {}) =>
        recordAudit(action, auditActorOf(caller), requestOrigin(request.headers), facts, nowMs)
      const call = { caller: caller as CallerOf<A>, input, params, teamFor, stepUp, audit, request, nowMs }
      return answer(await route.run(call))
    } catch (error) {
      return problem(error, request)
    }
  }
}

function withCrossOriginReads(handle: Handle): Handle {
  return async (request, context) => {
    if (!isRead(request)) throw new Error(`${request.method} must not be readable across origins`)
    const response = await handle(request, context)
    const headers = crossOriginHeaders(request.headers.get('origin'), config().corsOrigins)
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
    return response
  }
}

/** OPTIONS handler for a route whose GET is `isCrossOrigin`. */
export function preflight(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: { ...NO_STORE, ...preflightHeaders(request.headers.get('origin'), config().corsOrigins) },
  })
}

/** An API token in the header takes precedence over a cookie; a route for users only rejects it. */
async function callerOf(
  request: Request,
  { allow, accepts = [] }: { allow: Allow; accepts?: readonly SignInStage[] },
  nowMs: number,
): Promise<Caller> {
  if (allow === 'public') return { kind: 'public' }
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) {
    const { id: tokenId, name: tokenName, teamId } = await checkedToken(bearer.trim(), 'api', nowMs)
    rememberToken(bearer.trim(), tokenId, nowMs)
    if (allow === 'user') throw new AppError('forbidden', 'API tokens cannot do this. Sign in instead.')
    return { kind: 'api', tokenId, tokenName, teamId }
  }
  const seen = requestOrigin(request.headers)
  const user = await userOfCookies(request.headers.get('cookie'), { seen, nowMs, accepts }).catch((error: unknown) => {
    // On a public route, a sign-in that ended or is not complete counts as signed out.
    if (allow === 'optional-auth' && isNotSignedIn(error)) return null
    throw error
  })
  if (user) return { kind: 'user', user }
  if (allow === 'optional-auth') return { kind: 'public' }
  throw new AppError('not-signed-in')
}

/** Only people are asked: an API token cannot do what asks for it. */
function assertStepUp(caller: Caller, nowMs: number): void {
  if (caller.kind === 'user' && !isRecentlyConfirmed(caller.user.signIn.confirmedAtMs, nowMs))
    throw new AppError('step-up-required')
}

function auditActorOf(caller: Caller): AuditActor {
  if (caller.kind === 'user') return { kind: 'user', id: caller.user.id, name: caller.user.email }
  return caller.kind === 'api' ? { kind: 'api-token', id: caller.tokenId, name: caller.tokenName } : STRANGER
}

function answer(value: object | undefined): Response {
  if (value instanceof Response) return value
  if (value === undefined) return new Response(null, { status: 204, headers: NO_STORE })
  return Response.json(value, { headers: NO_STORE })
}

/** Responds 201 with the created resource. */
export function created(value: object): Response {
  return Response.json(value, { status: 201, headers: NO_STORE })
}
