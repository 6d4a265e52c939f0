/** Ids in the form of the Flutter protocol: a word and a token of 130 bits, at most 40 characters in all [FP4]. */
import { randomId } from '#lib/protocol/ids.ts'
import { newPairingCode } from '#lib/protocol/pairing-code.ts'

/** Ends with the code that people type to claim the device: besides the session id, an unmodified app shows no other text of ours. */
export function newFlutterDeviceId(): string {
  return `device_${newPairingCode()}`
}

export function newFlutterSessionId(): string {
  return `session_${randomId()}`
}

export function newFlutterClientId(): string {
  return `client_${randomId()}`
}
