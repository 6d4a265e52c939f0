/** What a live page needs of whatever is behind it: our relay, a relay of the original, or a phone's own server. */
import type { LiveSession } from './live-session.ts'

export type LiveSource = Pick<LiveSession, 'log' | 'subscribe' | 'snapshot' | 'reload' | 'retryNow' | 'close'> & {
  /** Where there may be a direct path beside the relay. */
  wantDirect?: LiveSession['wantDirect']
}
