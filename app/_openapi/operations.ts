/**
 * Every operation of the HTTP API: its route's handler, and beside it the name, the answer and the refusals that a
 * definition does not know. A test compares this table with the route files.
 */
import { z } from 'zod'
import { api } from '#app/_i18n/en/api.ts'
import * as apiDevices from '#app/api/devices/route.ts'
import * as healthRoute from '#app/api/health/route.ts'
import * as apiSession from '#app/api/session/[id]/route.ts'
import * as apiSessions from '#app/api/sessions/route.ts'
import * as password from '#app/api/v1/account/password/route.ts'
import * as account from '#app/api/v1/account/route.ts'
import * as everywhere from '#app/api/v1/account/sign-out-everywhere/route.ts'
import * as device from '#app/api/v1/devices/[id]/route.ts'
import * as devices from '#app/api/v1/devices/route.ts'
import * as diagnosis from '#app/api/v1/diagnosis/route.ts'
import * as linkOpen from '#app/api/v1/links/[id]/open/route.ts'
import * as link from '#app/api/v1/links/[id]/route.ts'
import * as links from '#app/api/v1/links/route.ts'
import * as claim from '#app/api/v1/pairing/claim/route.ts'
import * as pairing from '#app/api/v1/pairing/route.ts'
import * as server from '#app/api/v1/server/route.ts'
import * as session from '#app/api/v1/sessions/[id]/route.ts'
import * as sessions from '#app/api/v1/sessions/route.ts'
import * as signUp from '#app/api/v1/sign-up/route.ts'
import * as invites from '#app/api/v1/team/invites/route.ts'
import * as join from '#app/api/v1/team/join/route.ts'
import * as member from '#app/api/v1/team/members/[userId]/route.ts'
import * as team from '#app/api/v1/team/route.ts'
import * as token from '#app/api/v1/tokens/[id]/route.ts'
import * as tokens from '#app/api/v1/tokens/route.ts'
import * as viewerTicket from '#app/api/v1/viewer-ticket/route.ts'
import * as liveDevices from '#app/devices/route.ts'
import { serverStats } from '#app/server/_parts/stats-answer.ts'
import * as liveSession from '#app/session/[id]/route.ts'
import { deviceRow, sessionRow } from '#app/sessions/_parts/live-rows.ts'
import * as liveSessions from '#app/sessions/route.ts'
import type { ApiOperation, HttpMethod } from '#lib/http/openapi.ts'
import * as answers from './answers.ts'

type OperationId = keyof typeof api.operations
export type ApiTag = keyof typeof api.tags

interface Told {
  answer?: ApiOperation['answer']
  status?: number
  isOfTeam?: boolean
  codes?: ApiOperation['codes']
}

/** Not made by defineRoute: next-auth's own, and files. */
const FOREIGN = { definition: null }
/** Its route imports this table. */
const THIS_DOCUMENT = { definition: { allow: 'anyone', input: null, isCrossOrigin: true } } as const

function operation(
  tag: ApiTag,
  id: OperationId,
  at: `${HttpMethod} ${string}`,
  { definition }: Pick<ApiOperation, 'definition'>,
  { answer = null, status = answer === null ? 204 : 200, isOfTeam = false, codes = [] }: Told = {},
): ApiOperation {
  const [method, path] = at.split(' ') as [HttpMethod, string]
  return {
    tag: api.tags[tag],
    id,
    method,
    path,
    summary: api.operations[id],
    definition,
    answer,
    status,
    isOfTeam,
    codes,
  }
}

const liveDevicesAnswer = z.object({ devices: z.array(deviceRow) })
const liveSessionsAnswer = z.object({ sessions: z.array(sessionRow) })
const oneLive: Told = { answer: sessionRow, codes: ['session-unknown'] }
const made = (answer: z.ZodType, rest: Told = {}): Told => ({ answer, status: 201, ...rest })

export const OPERATIONS: readonly ApiOperation[] = [
  operation('server', 'health', 'GET /api/health', healthRoute.GET, { answer: answers.health }),
  operation('server', 'serverStats', 'GET /api/v1/server', server.GET, {
    answer: serverStats,
    codes: ['not-signed-in'],
  }),
  operation('server', 'openApi', 'GET /api/openapi.json', THIS_DOCUMENT, { answer: z.looseObject({}) }),
  operation('server', 'sdkFile', 'GET /sdk/{file}', FOREIGN, {
    answer: 'application/octet-stream',
    codes: ['not-found'],
  }),

  operation('live', 'liveDevices', 'GET /devices', liveDevices.GET, { answer: liveDevicesAnswer }),
  operation('live', 'liveSessions', 'GET /sessions', liveSessions.GET, { answer: liveSessionsAnswer }),
  operation('live', 'liveSession', 'GET /session/{id}', liveSession.GET, oneLive),
  operation('live', 'apiLiveDevices', 'GET /api/devices', apiDevices.GET, { answer: liveDevicesAnswer }),
  operation('live', 'apiLiveSessions', 'GET /api/sessions', apiSessions.GET, { answer: liveSessionsAnswer }),
  operation('live', 'apiLiveSession', 'GET /api/session/{id}', apiSession.GET, oneLive),

  operation('devices', 'listDevices', 'GET /api/v1/devices', devices.GET, { answer: answers.devices, isOfTeam: true }),
  operation('devices', 'renameDevice', 'PATCH /api/v1/devices/{id}', device.PATCH, { answer: answers.device }),
  operation('devices', 'forgetDevice', 'DELETE /api/v1/devices/{id}', device.DELETE),
  operation('devices', 'listRefusals', 'GET /api/v1/diagnosis', diagnosis.GET, {
    answer: answers.refusals,
    isOfTeam: true,
  }),
  operation('devices', 'listWaiting', 'GET /api/v1/pairing', pairing.GET, { answer: answers.waiting, isOfTeam: true }),
  operation('devices', 'claimDevice', 'POST /api/v1/pairing/claim', claim.POST, {
    answer: answers.claimed,
    isOfTeam: true,
    codes: ['pairing-off', 'pairing-unknown'],
  }),

  operation('sessions', 'listSessions', 'GET /api/v1/sessions', sessions.GET, {
    answer: answers.sessions,
    isOfTeam: true,
  }),
  operation('sessions', 'forgetSession', 'DELETE /api/v1/sessions/{id}', session.DELETE),

  operation('links', 'listLinks', 'GET /api/v1/links', links.GET, { answer: answers.links, isOfTeam: true }),
  operation(
    'links',
    'createLink',
    'POST /api/v1/links',
    links.POST,
    made(answers.linkMade, { codes: ['not-found', 'limit-reached'] }),
  ),
  operation('links', 'revokeLink', 'DELETE /api/v1/links/{id}', link.DELETE),
  operation('links', 'openLink', 'POST /api/v1/links/{id}/open', linkOpen.POST, {
    answer: answers.linkOpened,
    codes: ['link-malformed', 'link-unknown', 'link-expired', 'link-revoked'],
  }),

  operation('tokens', 'listTokens', 'GET /api/v1/tokens', tokens.GET, { answer: answers.tokens, isOfTeam: true }),
  operation(
    'tokens',
    'createToken',
    'POST /api/v1/tokens',
    tokens.POST,
    made(answers.tokenMade, { isOfTeam: true, codes: ['limit-reached'] }),
  ),
  operation('tokens', 'revokeToken', 'DELETE /api/v1/tokens/{id}', token.DELETE),

  operation('team', 'readTeam', 'GET /api/v1/team', team.GET, { answer: answers.team, isOfTeam: true }),
  operation('team', 'renameTeam', 'PATCH /api/v1/team', team.PATCH, { answer: answers.teamChanged, isOfTeam: true }),
  operation('team', 'invite', 'POST /api/v1/team/invites', invites.POST, made(answers.inviteMade, { isOfTeam: true })),
  operation('team', 'joinTeam', 'POST /api/v1/team/join', join.POST, {
    answer: answers.teamJoined,
    codes: ['invite-invalid'],
  }),
  operation('team', 'changeMember', 'PATCH /api/v1/team/members/{userId}', member.PATCH, {
    answer: answers.memberChanged,
    isOfTeam: true,
    codes: ['conflict'],
  }),
  operation('team', 'removeMember', 'DELETE /api/v1/team/members/{userId}', member.DELETE, {
    isOfTeam: true,
    codes: ['conflict'],
  }),

  operation(
    'account',
    'signUp',
    'POST /api/v1/sign-up',
    signUp.POST,
    made(answers.signedUp, {
      codes: ['setup-required', 'setup-invalid', 'sign-up-closed', 'invite-required', 'invite-invalid', 'conflict'],
    }),
  ),
  operation('account', 'renameAccount', 'PATCH /api/v1/account', account.PATCH, { answer: answers.renamed }),
  operation('account', 'changePassword', 'POST /api/v1/account/password', password.POST, {
    codes: ['wrong-credentials'],
  }),
  operation('account', 'signOutEverywhere', 'POST /api/v1/account/sign-out-everywhere', everywhere.POST),
  operation('account', 'viewerTicket', 'POST /api/v1/viewer-ticket', viewerTicket.POST, made(answers.ticket)),
  operation('account', 'authRead', 'GET /api/auth/{nextauth}', FOREIGN, { answer: 'application/json' }),
  operation('account', 'authWrite', 'POST /api/auth/{nextauth}', FOREIGN, {
    answer: 'application/json',
    codes: ['body-too-large'],
  }),
]
