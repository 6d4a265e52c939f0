/**
 * `vi.waitFor` waits for what other processes and sockets do. Its own limit of one second is the speed of an idle machine, so a
 * test that names no limit gets a time that only a fault can use up.
 */
import { vi } from 'vitest'

const DEFAULT_TIMEOUT_MS = 30_000

const waitFor = vi.waitFor
vi.waitFor = (callback, options = {}) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: DEFAULT_TIMEOUT_MS, ...options })
