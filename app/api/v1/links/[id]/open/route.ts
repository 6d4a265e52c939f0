/** What a share link opens, for whoever holds its secret. A POST, so that chat previews and histories never touch it. */
import { z } from 'zod'
import { linkGrant } from '#lib/auth/link-access.ts'
import { defineRoute } from '#lib/http/define-route.ts'

export const POST = defineRoute({
  allow: 'anyone',
  input: z.strictObject({ key: z.string().max(200) }),
  run: async ({ input, params, nowMs }) => {
    const { target, device, expiresAtMs } = await linkGrant({ id: params.id ?? '', key: input.key }, nowMs)
    return { target, device, expiresAtMs }
  },
})
