/** A device that was not let in, as the dashboard shows it: plain data from the server. */
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'

export interface RefusalItem {
  /** Null: it came with none that this server knows, from the reader's own network. */
  tokenId: string | null
  code: ErrorCodeName
  device: { installationId: string; name: string; platform: string; appName: string; appVersion: string }
  atMs: number
  count: number
}
