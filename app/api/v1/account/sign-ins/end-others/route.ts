/** Ends every sign-in of the caller except this one, and closes their sockets. */
import { endOtherSignIns } from '#lib/server/auth/end-sign-ins.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  run: async ({ caller, audit, nowMs }) => {
    const { id, email, signIn } = caller.user
    const ended = await endOtherSignIns(id, signIn.id, nowMs)
    if (ended > 0)
      await audit('sign-in.ended', { target: { kind: 'user', id, name: email }, detail: { which: 'others', ended } })
    return { ended }
  },
})
