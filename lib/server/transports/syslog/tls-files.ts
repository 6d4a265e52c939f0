/** The certificate and key of a TLS listener: read at the start, and again when their files change, as they do when renewed. */
import { readFileSync, statSync } from 'node:fs'
import tls from 'node:tls'
import { AppError } from '#lib/protocol/app-error.ts'

export interface TlsFiles {
  certFile: string
  keyFile: string
}

const CHECK_MS = 60_000

/**
 * Throws `config-invalid` when they cannot be used now. Later, files that cannot be used are reported, and the ones before
 * stay in use. Call what it returns to stop.
 */
export function watchTlsFiles(
  files: TlsFiles,
  use: (pair: { cert: Buffer; key: Buffer }) => void,
  log: (line: string) => void,
): () => void {
  let seen = ''
  const load = () => {
    const changed = [files.certFile, files.keyFile].map((file) => statSync(file).mtimeMs).join()
    if (changed === seen) return
    seen = changed
    const pair = { cert: readFileSync(files.certFile), key: readFileSync(files.keyFile) }
    tls.createSecureContext(pair)
    use(pair)
  }
  try {
    load()
  } catch (error) {
    throw new AppError('config-invalid', `SYSLOG_TLS_CERT, SYSLOG_TLS_KEY: ${reasonOf(error)}`, { cause: error })
  }
  const timer = setInterval(() => {
    try {
      load()
    } catch (error) {
      log(`the renewed certificate of syslog cannot be used, the one before stays: ${reasonOf(error)}`)
    }
  }, CHECK_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
}
