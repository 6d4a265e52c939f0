/** Ends every sign-in of the caller, this one too, and cuts their sockets. */
import { raiseSessionVersion } from '#lib/db/users.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const POST = defineRoute({
  allow: 'user',
  run: async ({ caller }) => {
    await raiseSessionVersion(caller.user.id)
    liveRelay.peek()?.cut({ kind: 'user', id: caller.user.id }, 'session-revoked')
    return undefined
  },
})
