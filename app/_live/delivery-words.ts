/** The words for a session that is not gap-free, in the namespace `live.delivery`. */
import type { SessionState } from '#lib/protocol/messages.ts'

export const DELIVERY = {
  'at-most-once': { name: 'once', text: 'onceText' },
  'held-briefly': { name: 'held', text: 'heldText' },
} as const satisfies Record<NonNullable<SessionState['delivery']>, { name: string; text: string }>
