/** Overrides limits for one test, so that two can stand for twenty thousand. Restores them at the test's end. */
import { afterEach } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'

const real = { ...LIMITS }
afterEach(() => void Object.assign(LIMITS, real))

export function withLimits(limits: Partial<Record<keyof typeof LIMITS, number>>): void {
  Object.assign(LIMITS, limits)
}
