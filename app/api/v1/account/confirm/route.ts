/** Says how the caller can prove again who they are, and takes that proof. It counts for ten minutes. */
import { anyProof, methodOf, proveIdentity } from '#lib/server/auth/prove-identity.ts'
import { config } from '#lib/server/config/env.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'
import { providersOfUser } from '#lib/server/db/accounts.ts'
import { confirmSignIn } from '#lib/server/db/sign-ins.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  accepts: ['factor-missing'],
  run: async ({ caller: { user } }) => {
    const linked = new Set(await providersOfUser(user.id))
    return {
      password: user.hasPassword && config().isPasswordSignInOn,
      code: user.hasTotp,
      passkey: user.passkeys > 0,
      providers: publicConfig().providers.filter(({ id }) => linked.has(id)),
    }
  },
})

export const POST = defineRoute({
  allow: 'user',
  accepts: ['factor-missing'],
  input: anyProof,
  run: async ({ caller: { user }, input, request, audit, nowMs }) => {
    const detail = { method: methodOf(input) }
    const target = { kind: 'user', id: user.id, name: user.email }
    try {
      await proveIdentity(user, input, request.headers, nowMs)
    } catch (error) {
      await audit('sign-in.confirmed', { outcome: 'refused', detail, target })
      throw error
    }
    await confirmSignIn(user.signIn.id, nowMs)
    await audit('sign-in.confirmed', { detail, target })
    return undefined
  },
})
