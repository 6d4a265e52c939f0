/**
 * Every operation of the HTTP API: its route's handler, with the name, the answer and the error codes that the handler's
 * definition does not hold. A test compares this table with the route files. Long because it is one table of the whole API.
 */
import { z } from 'zod'
import { api } from '#app/_i18n/en/api.ts'
import { deviceRow, sessionRow } from '#app/_queries/live-rows.ts'
import * as apiDevices from '#app/api/devices/route.ts'
import * as healthRoute from '#app/api/health/route.ts'
import * as apiSession from '#app/api/session/[id]/route.ts'
import * as apiSessions from '#app/api/sessions/route.ts'
import * as closing from '#app/api/v1/account/closing/route.ts'
import * as confirm from '#app/api/v1/account/confirm/route.ts'
import * as confirmEmail from '#app/api/v1/account/confirm-email/route.ts'
import * as email from '#app/api/v1/account/email/route.ts'
import * as passkey from '#app/api/v1/account/passkeys/[id]/route.ts'
import * as passkeyOptions from '#app/api/v1/account/passkeys/options/route.ts'
import * as passkeyProof from '#app/api/v1/account/passkeys/proof-options/route.ts'
import * as passkeys from '#app/api/v1/account/passkeys/route.ts'
import * as password from '#app/api/v1/account/password/route.ts'
import * as recoveryCodes from '#app/api/v1/account/recovery-codes/route.ts'
import * as reset from '#app/api/v1/account/reset/route.ts'
import * as resetRequest from '#app/api/v1/account/reset-request/route.ts'
import * as account from '#app/api/v1/account/route.ts'
import * as secondFactor from '#app/api/v1/account/second-factor/route.ts'
import * as signIn from '#app/api/v1/account/sign-ins/[id]/route.ts'
import * as endOthers from '#app/api/v1/account/sign-ins/end-others/route.ts'
import * as signIns from '#app/api/v1/account/sign-ins/route.ts'
import * as everywhere from '#app/api/v1/account/sign-out-everywhere/route.ts'
import * as totpConfirm from '#app/api/v1/account/totp/confirm/route.ts'
import * as totp from '#app/api/v1/account/totp/route.ts'
import * as verifyEmail from '#app/api/v1/account/verify-email/route.ts'
import * as device from '#app/api/v1/devices/[id]/route.ts'
import * as devices from '#app/api/v1/devices/route.ts'
import * as linkOpen from '#app/api/v1/links/[id]/open/route.ts'
import * as link from '#app/api/v1/links/[id]/route.ts'
import * as links from '#app/api/v1/links/route.ts'
import * as claim from '#app/api/v1/pairing/claim/route.ts'
import * as pairing from '#app/api/v1/pairing/route.ts'
import * as rejectedDevices from '#app/api/v1/rejected-devices/route.ts'
import * as serverAudit from '#app/api/v1/server/audit/route.ts'
import * as serverAuditCsv from '#app/api/v1/server/audit.csv/route.ts'
import * as server from '#app/api/v1/server/route.ts'
import * as serverTeam from '#app/api/v1/server/teams/[teamId]/route.ts'
import * as serverTeams from '#app/api/v1/server/teams/route.ts'
import * as userResetFactors from '#app/api/v1/server/users/[userId]/reset-factors/route.ts'
import * as userResetLink from '#app/api/v1/server/users/[userId]/reset-link/route.ts'
import * as serverUser from '#app/api/v1/server/users/[userId]/route.ts'
import * as serverUsers from '#app/api/v1/server/users/route.ts'
import * as session from '#app/api/v1/sessions/[id]/route.ts'
import * as sessions from '#app/api/v1/sessions/route.ts'
import * as signInOptions from '#app/api/v1/sign-in/passkey/options/route.ts'
import * as signInPasskey from '#app/api/v1/sign-in/passkey/route.ts'
import * as signUp from '#app/api/v1/sign-up/route.ts'
import * as teamAudit from '#app/api/v1/team/audit/route.ts'
import * as teamAuditCsv from '#app/api/v1/team/audit.csv/route.ts'
import * as invite from '#app/api/v1/team/invites/[id]/route.ts'
import * as invitePreview from '#app/api/v1/team/invites/preview/route.ts'
import * as invites from '#app/api/v1/team/invites/route.ts'
import * as join from '#app/api/v1/team/join/route.ts'
import * as memberCreated from '#app/api/v1/team/members/[userId]/created/route.ts'
import * as member from '#app/api/v1/team/members/[userId]/route.ts'
import * as team from '#app/api/v1/team/route.ts'
import * as teamFactor from '#app/api/v1/team/second-factor/route.ts'
import * as teamTransfer from '#app/api/v1/team/transfer/route.ts'
import * as teams from '#app/api/v1/teams/route.ts'
import * as token from '#app/api/v1/tokens/[id]/route.ts'
import * as tokens from '#app/api/v1/tokens/route.ts'
import * as viewerTicket from '#app/api/v1/viewer-ticket/route.ts'
import * as view from '#app/api/v1/views/[id]/route.ts'
import * as views from '#app/api/v1/views/route.ts'
import * as liveDevices from '#app/devices/route.ts'
import { serverStats } from '#app/server/_parts/stats-answer.ts'
import * as liveSession from '#app/session/[id]/route.ts'
import * as liveSessions from '#app/sessions/route.ts'
import type { ApiOperation, HttpMethod } from '#lib/server/http/openapi.ts'
import * as answers from './answers.ts'

type OperationId = keyof typeof api.operations
export type ApiTag = keyof typeof api.tags

interface OperationExtras {
  answer?: ApiOperation['answer']
  status?: number
  isOfTeam?: boolean
  codes?: ApiOperation['codes']
}

/** For routes that defineRoute did not create: next-auth's own, and files. */
const FOREIGN = { definition: null }
/** Written out here because the route of this document imports this table. */
const THIS_DOCUMENT = { definition: { allow: 'public', input: null, isCrossOrigin: true } } as const

function operation(
  tag: ApiTag,
  id: OperationId,
  at: `${HttpMethod} ${string}`,
  { definition }: Pick<ApiOperation, 'definition'>,
  { answer = null, status = answer === null ? 204 : 200, isOfTeam = false, codes = [] }: OperationExtras = {},
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
const oneLive: OperationExtras = { answer: sessionRow, codes: ['session-unknown'] }
const made = (answer: z.ZodType, rest: OperationExtras = {}): OperationExtras => ({ answer, status: 201, ...rest })

export const OPERATIONS: readonly ApiOperation[] = [
  operation('server', 'health', 'GET /api/health', healthRoute.GET, { answer: answers.health }),
  operation('server', 'serverStats', 'GET /api/v1/server', server.GET, {
    answer: serverStats,
    codes: ['not-signed-in'],
  }),
  operation('server', 'changeServer', 'PATCH /api/v1/server', server.PATCH, {
    answer: answers.serverSettings,
    codes: ['conflict'],
  }),
  operation('server', 'listUsers', 'GET /api/v1/server/users', serverUsers.GET, {
    answer: answers.users,
    codes: ['forbidden'],
  }),
  operation('server', 'changeUser', 'PATCH /api/v1/server/users/{userId}', serverUser.PATCH, {
    codes: ['forbidden', 'not-found', 'conflict'],
  }),
  operation('server', 'deleteUser', 'DELETE /api/v1/server/users/{userId}', serverUser.DELETE, {
    codes: ['forbidden', 'not-found', 'conflict'],
  }),
  operation(
    'server',
    'createResetLink',
    'POST /api/v1/server/users/{userId}/reset-link',
    userResetLink.POST,
    made(answers.resetLink, { codes: ['forbidden', 'not-found'] }),
  ),
  operation('server', 'resetFactors', 'POST /api/v1/server/users/{userId}/reset-factors', userResetFactors.POST, {
    codes: ['forbidden', 'not-found'],
  }),
  operation('server', 'listTeams', 'GET /api/v1/server/teams', serverTeams.GET, {
    answer: answers.teams,
    codes: ['forbidden'],
  }),
  operation('server', 'deleteAnyTeam', 'DELETE /api/v1/server/teams/{teamId}', serverTeam.DELETE, {
    codes: ['forbidden', 'not-found'],
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
  operation('devices', 'listRejectedDevices', 'GET /api/v1/rejected-devices', rejectedDevices.GET, {
    answer: answers.rejections,
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

  operation('views', 'listViews', 'GET /api/v1/views', views.GET, { answer: answers.views, isOfTeam: true }),
  operation(
    'views',
    'saveView',
    'POST /api/v1/views',
    views.POST,
    made(answers.viewMade, { isOfTeam: true, codes: ['limit-reached'] }),
  ),
  operation('views', 'renameView', 'PATCH /api/v1/views/{id}', view.PATCH),
  operation('views', 'deleteView', 'DELETE /api/v1/views/{id}', view.DELETE),

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
  operation(
    'team',
    'createTeam',
    'POST /api/v1/teams',
    teams.POST,
    made(answers.teamMade, { codes: ['limit-reached'] }),
  ),
  operation('team', 'listInvites', 'GET /api/v1/team/invites', invites.GET, {
    answer: answers.invites,
    isOfTeam: true,
  }),
  operation(
    'team',
    'invite',
    'POST /api/v1/team/invites',
    invites.POST,
    made(answers.inviteMade, { isOfTeam: true, codes: ['limit-reached', 'mail-off'] }),
  ),
  operation('team', 'withdrawInvite', 'DELETE /api/v1/team/invites/{id}', invite.DELETE),
  operation('team', 'previewInvite', 'POST /api/v1/team/invites/preview', invitePreview.POST, {
    answer: answers.invitePreview,
    codes: ['invite-invalid'],
  }),
  operation('team', 'joinTeam', 'POST /api/v1/team/join', join.POST, {
    answer: answers.teamJoined,
    codes: ['invite-invalid'],
  }),
  operation('team', 'transferTeam', 'POST /api/v1/team/transfer', teamTransfer.POST, {
    answer: answers.teamTransferred,
    isOfTeam: true,
    codes: ['conflict'],
  }),
  operation('team', 'deleteTeam', 'DELETE /api/v1/team', team.DELETE, { isOfTeam: true }),
  operation('team', 'requireSecondFactor', 'PATCH /api/v1/team/second-factor', teamFactor.PATCH, {
    answer: answers.teamFactor,
    isOfTeam: true,
    codes: ['conflict'],
  }),
  operation('team', 'changeMember', 'PATCH /api/v1/team/members/{userId}', member.PATCH, {
    answer: answers.memberChanged,
    isOfTeam: true,
    codes: ['conflict'],
  }),
  operation('team', 'removeMember', 'DELETE /api/v1/team/members/{userId}', member.DELETE, {
    isOfTeam: true,
    codes: ['conflict', 'invalid-input'],
  }),
  operation('team', 'listCreated', 'GET /api/v1/team/members/{userId}/created', memberCreated.GET, {
    answer: answers.createdByMember,
    isOfTeam: true,
  }),

  operation('audit', 'listAudit', 'GET /api/v1/team/audit', teamAudit.GET, {
    answer: answers.auditLog,
    isOfTeam: true,
  }),
  operation('audit', 'exportAudit', 'GET /api/v1/team/audit.csv', teamAuditCsv.GET, {
    answer: 'text/csv',
    isOfTeam: true,
    codes: ['server-busy'],
  }),
  operation('audit', 'listServerAudit', 'GET /api/v1/server/audit', serverAudit.GET, { answer: answers.auditLog }),
  operation('audit', 'exportServerAudit', 'GET /api/v1/server/audit.csv', serverAuditCsv.GET, {
    answer: 'text/csv',
    codes: ['server-busy'],
  }),

  operation(
    'account',
    'signUp',
    'POST /api/v1/sign-up',
    signUp.POST,
    made(answers.signedUp, {
      codes: [
        'setup-required',
        'setup-invalid',
        'sign-up-closed',
        'invite-required',
        'invite-invalid',
        'server-busy',
        'password-sign-in-off',
      ],
    }),
  ),
  operation('account', 'renameAccount', 'PATCH /api/v1/account', account.PATCH, { answer: answers.renamed }),
  operation('account', 'changePassword', 'POST /api/v1/account/password', password.POST, {
    codes: ['wrong-credentials', 'password-sign-in-off'],
  }),
  operation('account', 'listSignIns', 'GET /api/v1/account/sign-ins', signIns.GET, { answer: answers.signIns }),
  operation('account', 'endSignIn', 'DELETE /api/v1/account/sign-ins/{id}', signIn.DELETE),
  operation('account', 'endOtherSignIns', 'POST /api/v1/account/sign-ins/end-others', endOthers.POST, {
    answer: answers.signInsEnded,
  }),
  operation('account', 'accountClosing', 'GET /api/v1/account/closing', closing.GET, {
    answer: answers.accountClosing,
  }),
  operation('account', 'closeAccount', 'DELETE /api/v1/account', account.DELETE, {
    codes: ['wrong-credentials', 'step-up-required', 'conflict'],
  }),
  operation('account', 'requestReset', 'POST /api/v1/account/reset-request', resetRequest.POST, {
    answer: answers.mailSent,
    codes: ['mail-off', 'password-sign-in-off'],
  }),
  operation('account', 'resetPassword', 'POST /api/v1/account/reset', reset.POST, {
    answer: answers.passwordReset,
    codes: ['one-time-link-invalid'],
  }),
  operation('account', 'changeEmail', 'POST /api/v1/account/email', email.POST, {
    answer: answers.emailChange,
    codes: ['wrong-credentials', 'step-up-required', 'conflict'],
  }),
  operation('account', 'verifyEmail', 'POST /api/v1/account/verify-email', verifyEmail.POST, {
    answer: answers.mailSent,
    codes: ['mail-off'],
  }),
  operation('account', 'confirmEmail', 'POST /api/v1/account/confirm-email', confirmEmail.POST, {
    answer: answers.emailConfirmed,
    codes: ['one-time-link-invalid', 'conflict', 'wrong-credentials'],
  }),
  operation('account', 'signOutEverywhere', 'POST /api/v1/account/sign-out-everywhere', everywhere.POST),
  operation('account', 'readConfirm', 'GET /api/v1/account/confirm', confirm.GET, { answer: answers.confirmWays }),
  operation('account', 'confirm', 'POST /api/v1/account/confirm', confirm.POST, {
    codes: ['wrong-code', 'wrong-credentials', 'password-sign-in-off'],
  }),
  operation('account', 'secondFactor', 'POST /api/v1/account/second-factor', secondFactor.POST, {
    answer: answers.codesLeft,
    codes: ['wrong-code'],
  }),
  operation(
    'account',
    'offerTotp',
    'POST /api/v1/account/totp',
    totp.POST,
    made(answers.totpOffer, { codes: ['conflict'] }),
  ),
  operation('account', 'confirmTotp', 'POST /api/v1/account/totp/confirm', totpConfirm.POST, {
    answer: answers.factorAdded,
    codes: ['wrong-code', 'conflict'],
  }),
  operation('account', 'removeTotp', 'DELETE /api/v1/account/totp', totp.DELETE, { codes: ['not-found'] }),
  operation(
    'account',
    'renewRecoveryCodes',
    'POST /api/v1/account/recovery-codes',
    recoveryCodes.POST,
    made(answers.newCodes, { codes: ['conflict'] }),
  ),
  operation('account', 'listPasskeys', 'GET /api/v1/account/passkeys', passkeys.GET, { answer: answers.passkeys }),
  operation(
    'account',
    'passkeyOptions',
    'POST /api/v1/account/passkeys/options',
    passkeyOptions.POST,
    made(answers.passkeyOptions, { codes: ['limit-reached'] }),
  ),
  operation(
    'account',
    'passkeyProof',
    'POST /api/v1/account/passkeys/proof-options',
    passkeyProof.POST,
    made(answers.passkeyOptions),
  ),
  operation(
    'account',
    'addPasskey',
    'POST /api/v1/account/passkeys',
    passkeys.POST,
    made(answers.passkeyAdded, { codes: ['wrong-code', 'conflict', 'limit-reached'] }),
  ),
  operation('account', 'renamePasskey', 'PATCH /api/v1/account/passkeys/{id}', passkey.PATCH, {
    answer: answers.renamed,
  }),
  operation('account', 'removePasskey', 'DELETE /api/v1/account/passkeys/{id}', passkey.DELETE),
  operation(
    'account',
    'signInOptions',
    'POST /api/v1/sign-in/passkey/options',
    signInOptions.POST,
    made(answers.passkeyOptions),
  ),
  operation('account', 'signInWithPasskey', 'POST /api/v1/sign-in/passkey', signInPasskey.POST, {
    codes: ['wrong-code', 'account-disabled'],
  }),
  operation('account', 'viewerTicket', 'POST /api/v1/viewer-ticket', viewerTicket.POST, made(answers.ticket)),
  operation('account', 'authRead', 'GET /api/auth/{nextauth}', FOREIGN, { answer: 'application/json' }),
  operation('account', 'authWrite', 'POST /api/auth/{nextauth}', FOREIGN, {
    answer: 'application/json',
    codes: ['body-too-large'],
  }),
]
