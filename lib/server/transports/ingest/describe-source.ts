/** How lists describe a source, and what makes it the same device and the same session as before. */
import { createHash } from 'node:crypto'
import type { Source } from '#lib/ingest/source.ts'
import { SOURCE_INSTALLATION_PREFIX } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { DeviceDescription } from '#lib/protocol/messages.ts'
import { shortName } from '#lib/protocol/names.ts'

/** All texts are set and short: the database stores them as they are. */
export function describeSource({ kind, name, description }: Source): DeviceDescription {
  const short = (text: string | undefined, fallback = '') => shortName(text ?? '', LIMITS.labelCharsMax) || fallback
  const shown = short(name, kind)
  return {
    // One name is one device, whatever way its records come.
    installationId: `${SOURCE_INSTALLATION_PREFIX}${hashOf([shown])}`,
    name: shown,
    platform: short(description.platform, kind),
    os: short(description.os),
    model: short(description.model),
    appName: short(description.appName),
    appVersion: short(description.appVersion),
    sdkVersion: short(description.sdkVersion),
  }
}

/** A session for each token, way in, name and instance. */
export function sessionKeyOf(tokenId: string, { kind, name, instance }: Source): string {
  return hashOf([tokenId, kind, name, instance])
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
}
