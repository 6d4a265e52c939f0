/** The caller's passkeys: lists them, and adds one that the browser has made. */
import { z } from 'zod'
import { passkeysOf } from '#app/_queries/passkeys-of.ts'
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { adoptFactor } from '#lib/server/auth/adopt-factor.ts'
import { notify } from '#lib/server/auth/notify.ts'
import { takeChallenge } from '#lib/server/auth/passkey-challenge.ts'
import { addPasskey, passkeyAnswer } from '#lib/server/auth/passkeys.ts'
import { requiredRelyingParty } from '#lib/server/auth/relying-party.ts'
import { nameField } from '#lib/server/auth/sign-up-fields.ts'
import { config } from '#lib/server/config/env.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  accepts: ['factor-missing'],
  run: async ({ caller: { user } }) => ({ passkeys: await passkeysOf(user.id) }),
})

export const POST = defineRoute({
  allow: 'user',
  accepts: ['factor-missing'],
  stepUp: true,
  input: z.strictObject({ name: nameField, passkey: passkeyAnswer }),
  run: async ({ caller: { user }, input, request, audit, nowMs }) => {
    const party = requiredRelyingParty(request.headers, config())
    const challenge = await takeChallenge(request.headers.get('cookie'), 'add', user.id, nowMs)
    const { id } = await addPasskey(user.id, { answer: input.passkey, name: input.name, challenge, party }, nowMs)
    await audit('passkey.added', { target: { kind: 'passkey', id, name: input.name } })
    await notify(user, 'passkey-added', noticeOrigin(request), nowMs)
    return created({ id, recoveryCodes: await adoptFactor(user, nowMs) })
  },
})
