/** Says what a share link opens to a caller with its secret. A POST, so that chat previews and browser histories never trigger it. */
import { z } from 'zod'
import { linkGrant } from '#lib/server/auth/link-access.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'public',
  input: z.strictObject({ key: z.string().max(200) }),
  run: async ({ input, params, nowMs }) => {
    const { target, device, expiresAtMs } = await linkGrant({ id: params.id ?? '', key: input.key }, nowMs)
    return { target, device, expiresAtMs }
  },
})
