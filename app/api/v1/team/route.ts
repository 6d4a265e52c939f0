/** A team: its people, and its name. */
import { z } from 'zod'
import { nameField } from '#lib/auth/sign-up-fields.ts'
import { findTeamName, listMembers, renameTeam } from '#lib/db/teams.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ caller, teamFor }) => {
    const id = await teamFor('team.read')
    const role = caller.user.teams.find((team) => team.id === id)?.role ?? null
    const [name, members] = await Promise.all([findTeamName(id), listMembers(id)])
    return { team: { id, name, role }, members }
  },
})

export const PATCH = defineRoute({
  allow: 'user',
  input: z.strictObject({ name: nameField }),
  run: async ({ input, teamFor }) => {
    const id = await teamFor('team.rename')
    await renameTeam(id, input.name)
    liveRelay.peek()?.teamChanged(id, 'members')
    return { id, name: input.name }
  },
})
