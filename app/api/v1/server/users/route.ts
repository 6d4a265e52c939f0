/** Accounts of the server, for its owners: searched, in pages. */
import { z } from 'zod'
import { requireServerOwner } from '#lib/server/administration/server-owner.ts'
import { listUsers } from '#lib/server/db/user-lists.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  input: z.object({ q: z.string().max(200).optional(), cursor: z.string().max(254).optional() }),
  run: async ({ caller, input }) => {
    requireServerOwner(caller.user)
    return listUsers({ search: input.q, cursor: input.cursor })
  },
})
