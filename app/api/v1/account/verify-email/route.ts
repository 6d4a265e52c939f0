/** Sends a link to the caller's address that confirms it. */
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { requestVerification } from '#lib/server/auth/change-email.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { isMailDelayed } from '#lib/server/mail/mail-queue.ts'

export const POST = defineRoute({
  allow: 'user',
  run: async ({ caller, request, nowMs }) => {
    const isDelayed = await isMailDelayed()
    await requestVerification(caller.user, noticeOrigin(request), nowMs)
    return { isMailDelayed: isDelayed }
  },
})
