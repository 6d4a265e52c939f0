/** Limits as a test wants them: a bound of twenty thousand is reached with two. Put back at the test's end. */
import { afterEach } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'

const real = { ...LIMITS }
afterEach(() => void Object.assign(LIMITS, real))

export function withLimits(limits: Partial<Record<keyof typeof LIMITS, number>>): void {
  Object.assign(LIMITS, limits)
}
