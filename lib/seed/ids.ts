/** Ids as the original spells them, a word and a token (§3), here with 130 bits and at most 40 characters (§13.1.3). */
import { randomId } from '../protocol/ids.ts'
import { newPairingCode } from '../protocol/pairing-code.ts'

/** Its end is the code that people type to claim the device: an unmodified app shows no other text of ours but this and the session id. */
export function newSeedDeviceId(): string {
  return `device_${newPairingCode()}`
}

export function newSeedSessionId(): string {
  return `session_${randomId()}`
}

export function newSeedClientId(): string {
  return `client_${randomId()}`
}
