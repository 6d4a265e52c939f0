/** Changes a member's role or removes a member. Anybody may leave; a team always keeps an owner. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { type CreatedThings, REVOCABLE, type Revocable, revokeCreated } from '#lib/server/auth/revoke-created.ts'
import { stageFault } from '#lib/server/auth/sign-in-stage.ts'
import { changeRole, findMember, removeMember } from '#lib/server/db/teams.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

const LAST_OWNER = 'A team needs an owner. Make somebody else one first.'

export const PATCH = defineRoute({
  allow: 'user',
  input: z.strictObject({
    role: z.enum(['owner', 'member', 'viewer']),
    revoke: z
      .array(z.enum(REVOCABLE))
      .max(REVOCABLE.length)
      .default([...REVOCABLE]),
  }),
  run: async ({ input, params, teamFor, stepUp, nowMs, audit }) => {
    const userId = params.userId ?? ''
    const { role, revoke } = input
    const teamId = await teamFor('members.change')
    if (role === 'owner') stepUp()
    const member = await findMember(teamId, userId)
    if (!member) throw new AppError('not-found')
    if (!(await changeRole(teamId, userId, role))) throw new AppError('conflict', LAST_OWNER)
    const revoked = await revokeCreated({ teamId, userId, role, wanted: revoke }, nowMs)
    if (member.role !== role)
      await audit('member.role-changed', {
        teamId,
        target: { kind: 'user', id: userId, name: member.email },
        detail: { before: member.role, role, ...revokedDetail(revoked) },
      })
    liveRelay.peek()?.teamChanged(teamId, 'members')
    return { userId, role }
  },
})

export const DELETE = defineRoute({
  allow: 'user',
  // Somebody without a second factor may leave the team that wants one.
  accepts: ['factor-missing'],
  run: async ({ caller, params, teamFor, request, nowMs, audit }) => {
    const userId = params.userId ?? ''
    const isSelf = userId === caller.user.id
    const fault = isSelf ? null : stageFault(caller.user.stage)
    if (fault) throw fault
    const teamId = await teamFor('team.read')
    await requireRight(caller, teamId, 'members.remove', userId)
    const wanted = revokeChoice(new URL(request.url).searchParams.get('revoke'), isSelf)
    const member = await findMember(teamId, userId)
    if (!member) throw new AppError('not-found')
    if (!(await removeMember(teamId, userId))) throw new AppError('conflict', LAST_OWNER)
    const relay = liveRelay.peek()
    relay?.cut({ kind: 'membership', userId, teamId }, 'forbidden')
    const revoked = await revokeCreated({ teamId, userId, role: null, wanted }, nowMs)
    await audit(isSelf ? 'member.left' : 'member.removed', {
      teamId,
      target: { kind: 'user', id: userId, name: member.email },
      detail: { role: member.role, ...revokedDetail(revoked) },
    })
    relay?.teamChanged(teamId, 'members')
    return undefined
  },
})

/**
 * `none`, or kinds separated by commas. Without it, everything is revoked; somebody who leaves by themselves keeps the device
 * tokens alive, because the team's apps rely on them and no owner was asked.
 */
function revokeChoice(text: string | null, isSelf: boolean): Revocable[] {
  if (text === null) return isSelf ? ['links'] : [...REVOCABLE]
  if (text === 'none') return []
  const kinds = z.array(z.enum(REVOCABLE)).safeParse(text.split(','))
  if (!kinds.success) throw new AppError('invalid-input', `revoke: must be "none", or of ${REVOCABLE.join(', ')}`)
  return kinds.data
}

/** Counts and names; the log cuts long texts. */
function revokedDetail({ apiTokens, tokens, links }: CreatedThings) {
  const allTokens = [...apiTokens, ...tokens]
  return {
    ...(allTokens.length > 0
      ? { tokens: allTokens.length, tokenNames: allTokens.map(({ name }) => name).join(', ') }
      : {}),
    ...(links.length > 0
      ? { links: links.length, linkNames: links.map(({ deviceName }) => deviceName).join(', ') }
      : {}),
  }
}
