/** A team: its members, its name, the switches of its owners, and its end. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { deleteTeamAndCut } from '#lib/server/auth/delete-team.ts'
import { nameField } from '#lib/server/auth/sign-up-fields.ts'
import { findTeamName, listMembers, renameTeam, setTeamSwitches, teamSwitches } from '#lib/server/db/teams.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ caller, teamFor }) => {
    const id = await teamFor('team.read')
    const role = caller.user.teams.find((team) => team.id === id)?.role ?? null
    const [name, switches, members] = await Promise.all([findTeamName(id), teamSwitches(id), listMembers(id)])
    return { team: { id, name, role, ...switches }, members }
  },
})

export const PATCH = defineRoute({
  allow: 'user',
  input: z
    .strictObject({ name: nameField, allowsSeedViewers: z.boolean(), adoptsRestarts: z.boolean() })
    .partial()
    .refine((input) => Object.keys(input).length > 0, 'must change something'),
  run: async ({ input: { name, allowsSeedViewers, adoptsRestarts }, teamFor, audit }) => {
    const switches = {
      ...(allowsSeedViewers === undefined ? {} : { allowsSeedViewers }),
      ...(adoptsRestarts === undefined ? {} : { adoptsRestarts }),
    }
    const id = await teamFor(name === undefined ? 'team.switches' : 'team.rename')
    const before = (await findTeamName(id)) ?? ''
    const facts = { teamId: id, target: { kind: 'team', id, name: name ?? before } }
    if (Object.keys(switches).length > 0) {
      await teamFor('team.switches')
      await setTeamSwitches(id, switches)
      await audit('team.settings-changed', { ...facts, detail: switches })
      if (allowsSeedViewers === false) liveRelay.peek()?.cut({ kind: 'seed-viewers', id }, 'forbidden')
    }
    if (name !== undefined) {
      await renameTeam(id, name)
      await audit('team.renamed', { ...facts, detail: { before } })
    }
    liveRelay.peek()?.teamChanged(id, 'members')
    return { id, ...(name === undefined ? {} : { name }), ...switches }
  },
})

export const DELETE = defineRoute({
  allow: 'user',
  // The name, typed by the person, because nothing brings the team back.
  input: z.strictObject({ name: z.string().max(200) }),
  run: async ({ input, teamFor, audit, nowMs }) => {
    const id = await teamFor('team.delete')
    const name = await findTeamName(id)
    if (name === null) throw new AppError('not-found')
    if (input.name.trim() !== name) throw new AppError('invalid-input', 'name: is not the name of the team')
    if (!(await deleteTeamAndCut(id, nowMs))) throw new AppError('not-found')
    await audit('team.deleted', { teamId: id, target: { kind: 'team', id, name } })
    return undefined
  },
})
