/** The first check of every hello: a client of another protocol version gets a reason that names both versions. */
import { AppError } from '#lib/protocol/app-error.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'

/** Throws `version-unsupported`. `hello`: whatever the client sent. */
export function checkVersion(hello: unknown, client: 'device' | 'viewer'): void {
  const version = (hello as { version?: unknown } | null)?.version
  if (version === PROTOCOL_VERSION) return
  const other = Number(version) ? `uses ${Number(version)}` : 'sent none'
  throw new AppError(
    'version-unsupported',
    `The server uses protocol version ${PROTOCOL_VERSION}; the ${client} ${other}.`,
  )
}
