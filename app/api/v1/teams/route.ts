/** Creates a team, which the caller owns. */
import { z } from 'zod'
import { nameField } from '#lib/server/auth/sign-up-fields.ts'
import { createTeam } from '#lib/server/db/teams.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  input: z.strictObject({ name: nameField }),
  run: async ({ caller, input: { name }, audit }) => {
    const id = await createTeam(name, caller.user.id)
    await audit('team.created', { teamId: id, target: { kind: 'team', id, name } })
    return created({ id, name })
  },
})
