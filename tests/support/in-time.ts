/**
 * A time that the product promises, as a limit for a test. `npm run test:long` holds it as it is, on a machine that does nothing
 * else. At each commit the machine may be slow or busy, so there the limit is five times as long: it finds what stands still.
 */
const PATIENCE = process.env.LONG ? 1 : 5

export function inTime(ms: number): number {
  return ms * PATIENCE
}
