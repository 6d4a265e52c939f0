/** The caller's own account: its name. */
import { z } from 'zod'
import { nameField } from '#lib/auth/sign-up-fields.ts'
import { renameUser } from '#lib/db/users.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const PATCH = defineRoute({
  allow: 'user',
  input: z.strictObject({ name: nameField }),
  run: async ({ caller, input }) => {
    await renameUser(caller.user.id, input.name)
    for (const team of caller.user.teams) liveRelay.peek()?.teamChanged(team.id, 'members')
    return { name: input.name }
  },
})
