/** Teams of the server with what they hold, for its owners: searched, in pages. */
import { z } from 'zod'
import { requireServerOwner } from '#lib/server/administration/server-owner.ts'
import { listTeams } from '#lib/server/db/team-lists.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  input: z.object({ q: z.string().max(200).optional(), cursor: z.string().max(64).optional() }),
  run: async ({ caller, input }) => {
    requireServerOwner(caller.user)
    return listTeams({ search: input.q, cursor: input.cursor })
  },
})
