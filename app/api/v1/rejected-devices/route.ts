/** Devices that the server recently rejected, and why: an answer for people who wait for a device that does not appear. */

import { rejectionsSeenBy } from '#app/_queries/rejections-seen-by.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ teamFor, request }) => ({
    rejections: rejectionsSeenBy(await teamFor('tokens.read'), request.headers),
  }),
})
