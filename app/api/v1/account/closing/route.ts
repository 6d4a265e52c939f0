/** What closing the caller's account would take along. */
import { previewClosing } from '#lib/server/auth/close-account.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ caller, nowMs }) => previewClosing(caller.user, nowMs),
})
