/** Ids as the original spells them, a word and a token (§3), here with 130 bits and at most 40 characters (§13.1.3). */
import { randomId } from '../protocol/ids.ts'

export function newSeedDeviceId(): string {
  return `device_${randomId()}`
}

export function newSeedSessionId(): string {
  return `session_${randomId()}`
}

export function newSeedClientId(): string {
  return `client_${randomId()}`
}
