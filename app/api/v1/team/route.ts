/** A team: its people, its name, and what its owners switch on and off. */
import { z } from 'zod'
import { nameField } from '#lib/auth/sign-up-fields.ts'
import { findTeamName, listMembers, renameTeam, setTeamSwitches, teamSwitches } from '#lib/db/teams.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

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
  run: async ({ input: { name, ...switches }, teamFor }) => {
    const id = await teamFor(name === undefined ? 'team.switches' : 'team.rename')
    if (Object.keys(switches).length > 0) {
      await teamFor('team.switches')
      await setTeamSwitches(id, switches)
      if (switches.allowsSeedViewers === false) liveRelay.peek()?.cut({ kind: 'seed-viewers', id }, 'forbidden')
    }
    if (name !== undefined) await renameTeam(id, name)
    liveRelay.peek()?.teamChanged(id, 'members')
    return { id, ...(name === undefined ? {} : { name }), ...switches }
  },
})
