/**
 * The one-time link that makes the owner of an empty server. Its secret is in the fragment, so it stays out of logs; each
 * start of an empty server makes a fresh one, and only its hash is kept.
 */
import { config } from '../config/env.ts'
import { consumeSetting, readSetting, writeSetting } from '../db/settings.ts'
import { hasUsers } from '../db/users.ts'
import { randomId } from '../protocol/ids.ts'
import { hashToken } from './token-format.ts'

/** The link to print, or null when somebody has an account here. */
export async function setupLink(): Promise<string | null> {
  if (await hasUsers()) return null
  const secret = randomId(32)
  await writeSetting('setup-hash', hashToken(secret))
  return `${config().publicUrl}/setup#${secret}`
}

/** Takes the secret: true once, for the newest link only. */
export async function consumeSetupSecret(secret: string): Promise<boolean> {
  return consumeSetting('setup-hash', hashToken(secret))
}

/** Puts a taken secret back when the owner could not be made after all. */
export async function restoreSetupSecret(secret: string): Promise<void> {
  if ((await readSetting('setup-hash')) === null) await writeSetting('setup-hash', hashToken(secret))
}
