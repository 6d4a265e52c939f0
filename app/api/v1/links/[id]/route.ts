/** One share link: revoking it cuts who watches through it. */
import { requireRight } from '#lib/auth/caller.ts'
import { findLink, revokeLink } from '#lib/db/share-links.ts'
import { AppError } from '#lib/errors.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params, nowMs }) => {
    const link = await findLink(params.id ?? '')
    if (!link) throw new AppError('not-found')
    await requireRight(caller, link.teamId, 'links.revoke', link.createdById)
    await revokeLink(link.id, nowMs)
    liveRelay.peek()?.cut({ kind: 'link', id: link.id }, 'link-revoked')
    liveRelay.peek()?.teamChanged(link.teamId, 'links')
    return undefined
  },
})
