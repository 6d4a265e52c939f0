/** Forgets a session's metadata and its links. */

import { AppError } from '#lib/protocol/app-error.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { findSession, forgetSession } from '#lib/server/db/session-lists.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params, audit }) => {
    const session = await findSession(params.id ?? '')
    if (!session) throw new AppError('not-found')
    await requireRight(caller, session.teamId, 'sessions.forget')
    await forgetSession(session.id)
    const { teamId, device } = session
    await audit('session.forgotten', { teamId, target: { kind: 'session', id: session.id, name: device.name } })
    const relay = liveRelay.peek()
    relay?.cut({ kind: 'session', id: session.id }, 'session-unknown')
    for (const topic of ['sessions', 'links'] as const) relay?.teamChanged(session.teamId, topic)
    return undefined
  },
})
