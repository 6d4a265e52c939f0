/** What a person gives to claim a device: its code, its session id, or whatever its QR code and share text hold. */
import { AppError } from '../errors.ts'
import { readPairingCode } from '../protocol/pairing-code.ts'
import { parseConnectInput } from '../seed/connect-input.ts'

export type ClaimTarget = { code: string } | { sessionId: string }

/** Throws `invalid-input` for what cannot lead to a waiting device. */
export function readClaimTarget(text: string): ClaimTarget {
  const code = readPairingCode(text)
  if (code !== null) return { code }
  const target = parseConnectInput(text)
  switch (target.kind) {
    case 'relay':
      return { sessionId: target.session }
    case 'session':
      return { sessionId: target.id }
    case 'page':
      return { sessionId: target.session }
    case 'direct':
      throw new AppError('invalid-input', target.isPlaceholder ? NOT_CONNECTED : NO_SESSION)
    default:
      throw new AppError('invalid-input', NO_SESSION)
  }
}

const NOT_CONNECTED = 'The app shows this while it has not reached its server. Wait until it has, then scan again.'
const NO_SESSION = 'There is no code and no session id in this. Enter the code, or scan the QR code of the app.'
