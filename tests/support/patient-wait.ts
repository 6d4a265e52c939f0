/**
 * `vi.waitFor` and `vi.waitUntil` wait for what other processes and sockets do. Their own limit of one second is the speed of an
 * idle machine, so a test that names no limit gets a time that only a fault can use up.
 */
import { vi } from 'vitest'

const DEFAULT_TIMEOUT_MS = 30_000

const { waitFor, waitUntil } = vi
vi.waitFor = (callback, options) => waitFor(callback, patient(options))
vi.waitUntil = (callback, options) => waitUntil(callback, patient(options))

function patient<T extends { timeout?: number }>(options: number | T = {} as T): number | T {
  return typeof options === 'number' ? options : { timeout: DEFAULT_TIMEOUT_MS, ...options }
}
