/**
 * The one-time link that creates the owner of an empty server. Its secret is in the fragment, which keeps it out of logs. An
 * empty server creates a new one at each start and stores only its hash.
 */

import { randomId } from '#lib/protocol/ids.ts'
import { config } from '#lib/server/config/env.ts'
import { consumeSetting, readSetting, writeSetting } from '#lib/server/db/settings.ts'
import { hasUsers } from '#lib/server/db/users.ts'
import { hashToken } from './token-format.ts'

/** The link to print, or null when the server already has a user. */
export async function setupLink(): Promise<string | null> {
  if (await hasUsers()) return null
  const secret = randomId(32)
  await writeSetting('setup-hash', hashToken(secret))
  return `${config().publicUrl}/setup#${secret}`
}

/** Consumes the secret. True only once, and only for the newest link. */
export async function consumeSetupSecret(secret: string): Promise<boolean> {
  return consumeSetting('setup-hash', hashToken(secret))
}

/** Restores a consumed secret when the owner could not be created. */
export async function restoreSetupSecret(secret: string): Promise<void> {
  if ((await readSetting('setup-hash')) === null) await writeSetting('setup-hash', hashToken(secret))
}
