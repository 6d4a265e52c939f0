/** The bounds of decoders, which know no limits of their own. Read at each use, because tests change them. */

import type { DecodeLimits, Fault } from '#lib/ingest/source.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'

export function decodeLimits(): DecodeLimits {
  return {
    depthMax: LIMITS.sourceDepthMax,
    itemsMax: LIMITS.sourceBodyRecordsMax,
    recordBytesMax: LIMITS.sourceRecordBytesMax,
  }
}

const OF_FAULT: Record<Fault, { limit?: LimitName }> = {
  broken: {},
  'too-deep': { limit: 'sourceDepthMax' },
  'too-large': { limit: 'sourceRecordBytesMax' },
  'too-many': { limit: 'sourceBodyRecordsMax' },
}

/** The limit that a fault stands for; undefined for what is simply broken. */
export function limitOf(fault: Fault): LimitName | undefined {
  return OF_FAULT[fault].limit
}
