/** Why devices that somebody waits for do not come: those that reached the server lately and were not let in. */
import { defineRoute } from '#lib/http/define-route.ts'
import { refusalsSeenBy } from './refusals-seen-by.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ teamFor, request }) => ({ refusals: refusalsSeenBy(await teamFor('tokens.read'), request.headers) }),
})
