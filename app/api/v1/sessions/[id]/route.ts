/** One session: its metadata forgotten, its links with it. */
import { requireRight } from '#lib/auth/caller.ts'
import { findSession, forgetSession } from '#lib/db/session-lists.ts'
import { AppError } from '#lib/errors.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params }) => {
    const session = await findSession(params.id ?? '')
    if (!session) throw new AppError('not-found')
    await requireRight(caller, session.teamId, 'sessions.forget')
    await forgetSession(session.id)
    const relay = liveRelay.peek()
    relay?.cut({ kind: 'session', id: session.id }, 'session-unknown')
    for (const topic of ['sessions', 'links'] as const) relay?.teamChanged(session.teamId, topic)
    return undefined
  },
})
