/** What a person gives to claim a waiting device: its code, its session id, or whatever its QR code and share text hold. */
import { readPairingCode } from '../protocol/pairing-code.ts'
import { parseConnectInput } from './connect-input.ts'

export type ClaimTarget = { code: string } | { sessionId: string }

/** `not-connected`: what an app shows while it has not reached its server [B6]. */
export type ClaimFault = 'not-connected' | 'no-session'

export function readClaimTarget(text: string): ClaimTarget | ClaimFault {
  const code = readPairingCode(text)
  if (code !== null) return { code }
  const target = parseConnectInput(text)
  switch (target.kind) {
    case 'relay':
    case 'page':
      return { sessionId: target.session }
    case 'session':
      return { sessionId: target.id }
    case 'direct':
      return target.isPlaceholder ? 'not-connected' : 'no-session'
    default:
      return 'no-session'
  }
}
