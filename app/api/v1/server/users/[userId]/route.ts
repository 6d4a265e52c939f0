/** One account, for owners of the server: disabled, enabled, made an owner or not, deleted. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { requireServerOwner } from '#lib/server/administration/server-owner.ts'
import { deleteAccount, disableAccount, enableAccount } from '#lib/server/auth/disable-account.ts'
import { makeOrdinary, makeServerOwner } from '#lib/server/auth/last-owner.ts'
import { findUser } from '#lib/server/db/users.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

const OWN_ACCOUNT = 'You cannot do this to your own account here. Use your settings.'

export const PATCH = defineRoute({
  allow: 'user',
  stepUp: true,
  input: z.strictObject({ isDisabled: z.boolean().optional(), isServerOwner: z.boolean().optional() }),
  run: async ({ caller, input, params, audit, nowMs }) => {
    requireServerOwner(caller.user)
    const user = await findUser(params.userId ?? '')
    if (!user) throw new AppError('not-found')
    const target = { kind: 'user', id: user.id, name: user.email }
    if (input.isDisabled === true) {
      if (user.id === caller.user.id) throw new AppError('conflict', OWN_ACCOUNT)
      await disableAccount(user.id, nowMs)
      await audit('user.disabled', { target })
    }
    if (input.isDisabled === false) {
      await enableAccount(user.id)
      await audit('user.enabled', { target })
    }
    if (input.isServerOwner === true) {
      await makeServerOwner(user.id)
      await audit('user.made-server-owner', { target })
    }
    if (input.isServerOwner === false) {
      await makeOrdinary(user.id)
      await audit('user.made-ordinary', { target })
    }
    return undefined
  },
})

export const DELETE = defineRoute({
  allow: 'user',
  stepUp: true,
  run: async ({ caller, params, audit, nowMs }) => {
    requireServerOwner(caller.user)
    const user = await findUser(params.userId ?? '')
    if (!user) throw new AppError('not-found')
    if (user.id === caller.user.id) throw new AppError('conflict', OWN_ACCOUNT)
    await deleteAccount(user.id, nowMs)
    await audit('user.deleted', { target: { kind: 'user', id: user.id, name: user.email } })
    return undefined
  },
})
