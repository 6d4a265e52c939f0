/**
 * The secret that signs sessions and tickets: AUTH_SECRET, or one that the server creates once and stores in its data folder.
 * It is never printed.
 */
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '#lib/protocol/app-error.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { ensureDataDir } from './data-dir.ts'
import { type Config, config } from './env.ts'

const slot = processSlot<{ dataDir: string; secret: string }>('config.auth-secret')

export function authSecret(): string {
  const current = config()
  if (current.authSecretSetting !== null) return current.authSecretSetting
  const known = slot.peek()
  if (known?.dataDir === current.dataDir) return known.secret
  const secret = keptSecret(current)
  slot.put({ dataDir: current.dataDir, secret })
  return secret
}

function keptSecret(current: Config): string {
  const file = path.join(current.dataDir, 'secret')
  const kept = readSecret(file)
  if (kept !== null) return kept
  ensureDataDir(current.dataDir)
  // Written completely under a temporary name, then linked: of two servers starting at once, one wins and both read
  // the same secret.
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
  const secret = readSecret(file)
  if (secret === null)
    throw new AppError('data-dir-unwritable', `The server wrote its secret to ${file} but cannot read it back.`)
  return secret
}

function readSecret(file: string): string | null {
  let secret: string
  try {
    secret = readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw new AppError('data-dir-unwritable', `The server cannot read its secret in ${file}.`, { cause: error })
  }
  if (secret.length < 32)
    throw new AppError(
      'config-invalid',
      `The secret in ${file} has ${secret.length} characters and needs at least 32. Delete the file, and the server creates a new one.`,
    )
  return secret
}
