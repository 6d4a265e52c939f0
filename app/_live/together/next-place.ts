/** Where a step from mark to mark leads. */
import type { LogPlace } from '#lib/viewer/log-source.ts'

/** The next marked record in the order of sessions and records; without a selection, the first or the last. */
export function nextPlace(annotations: readonly LogPlace[], from: LogPlace | null, direction: 1 | -1): LogPlace | null {
  const sessions = [...new Set(annotations.map(({ session }) => session))]
  const rank = ({ session }: LogPlace) => sessions.indexOf(session)
  const compare = (a: LogPlace, b: LogPlace) => (rank(a) - rank(b) || a.seq - b.seq) * direction
  const ahead = annotations.filter((one) => !from || compare(one, from) > 0).sort(compare)
  const [next] = ahead
  return next ? { session: next.session, seq: next.seq } : null
}
