/** Renames or removes one of the caller's passkeys. */
import { z } from 'zod'
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { notify } from '#lib/server/auth/notify.ts'
import { changePasskeyName, dropPasskey } from '#lib/server/auth/passkeys.ts'
import { nameField } from '#lib/server/auth/sign-up-fields.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const PATCH = defineRoute({
  allow: 'user',
  input: z.strictObject({ name: nameField }),
  run: async ({ caller: { user }, input, params }) => {
    await changePasskeyName(user.id, params.id ?? '', input.name)
    return { name: input.name }
  },
})

export const DELETE = defineRoute({
  allow: 'user',
  stepUp: true,
  run: async ({ caller: { user }, params, request, audit, nowMs }) => {
    const id = params.id ?? ''
    const name = await dropPasskey(user, id)
    await audit('passkey.removed', { target: { kind: 'passkey', id, name } })
    await notify(user, 'passkey-removed', noticeOrigin(request), nowMs)
    return undefined
  },
})
