/** A person's passkeys, as the settings and the API show them. */
import type { PasskeyItem } from '#app/_openapi/answers.ts'
import { passkeyHandle } from '#lib/server/auth/passkeys.ts'
import { listPasskeys } from '#lib/server/db/second-factors.ts'

export async function passkeysOf(userId: string): Promise<PasskeyItem[]> {
  return (await listPasskeys(userId)).map((passkey) => ({
    id: passkeyHandle(passkey.id),
    name: passkey.name,
    isBackedUp: passkey.isBackedUp,
    createdAtMs: passkey.createdAt.getTime(),
    lastUsedAtMs: passkey.lastUsedAt?.getTime() ?? null,
  }))
}
