/**
 * An unguessable id for a session; guessable, with a warning, where the platform has no cryptographic randomness (React
 * Native without a polyfill).
 */
import { randomId } from '#lib/protocol/ids.ts'

const ID_CHARS = 22

export function createSessionId(warn: (sentence: string) => void): string {
  const { crypto } = globalThis as { crypto?: Crypto }
  if (typeof crypto?.getRandomValues === 'function') return randomId()
  warn(
    'this platform has no crypto.getRandomValues, so the session id can be guessed. Import react-native-get-random-values before Agent Logger.',
  )
  let id = ''
  while (id.length < ID_CHARS) id += Math.random().toString(36).slice(2)
  return id.slice(0, ID_CHARS)
}
