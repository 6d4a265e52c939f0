/** Grants for many connections: the relay limits how often one grant may connect, so every hundred use their own. */
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'

/** Known to the benchmark's server. */
export const VIEWER_TOKENS = Array.from({ length: 500 }, (_, i) => `bench-${i}`)

let viewers = 0
export function viewerAuth(): { version: number; token: string } {
  const token = VIEWER_TOKENS[Math.floor(viewers++ / 100) % VIEWER_TOKENS.length] as string
  return { version: PROTOCOL_VERSION, token }
}

let devices = 0
export function deviceToken(): string {
  return `agl_d_${Math.floor(devices++ / 100)}`
}
