/** Revokes a share link, which disconnects its viewers. */

import { AppError } from '#lib/protocol/app-error.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { deviceOf, findLink, revokeLink } from '#lib/server/db/share-links.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params, nowMs, audit }) => {
    const link = await findLink(params.id ?? '')
    if (!link) throw new AppError('not-found')
    await requireRight(caller, link.teamId, 'links.revoke', link.createdById)
    const target = { kind: 'link', id: link.id, name: deviceOf(link).name }
    if (await revokeLink(link.id, nowMs)) await audit('link.revoked', { teamId: link.teamId, target })
    liveRelay.peek()?.cut({ kind: 'link', id: link.id }, 'link-revoked')
    liveRelay.peek()?.teamChanged(link.teamId, 'links')
    return undefined
  },
})
