/** Reads what a person enters to claim a waiting device: its code, its session id, or the text of its QR code or share sheet. */
import { readPairingCode } from '#lib/protocol/pairing-code.ts'
import { parseConnectInput } from './connect-input.ts'

export type ClaimTarget = { code: string } | { sessionId: string }

/** `not-connected`: the address that an app shows before it has reached its server [FB13]. */
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
