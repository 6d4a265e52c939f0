/** Loki's push API, as Alloy, promtail, Docker's driver and clients of loggers use it. */

import { decodeLokiJson } from '#lib/ingest/loki-json.ts'
import { decodeLokiProto } from '#lib/ingest/loki-proto.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { decodeLimits } from './decode-limits.ts'
import { type Decode, heldBackError, postRecords } from './post-records.ts'
import { refusalOf, type SourceEndpoint } from './source-endpoint.ts'
import { mediaTypeOf } from './source-request.ts'
import { lineRecord } from './text-lines.ts'

const DECODERS: Record<string, Decode> = {
  'application/json': (body, atMs) => decodeLokiJson(body, decodeLimits(), lineRecord, atMs),
  'application/x-protobuf': (body, atMs) =>
    decodeLokiProto(body, LIMITS.sourceBodyBytesMax, decodeLimits(), lineRecord, atMs),
}

export const lokiEndpoint: SourceEndpoint = {
  kind: 'loki',
  paths: ['/loki/api/v1/push'],
  methods: ['POST'],
  async run(call) {
    // Loki takes a body without a type for protobuf.
    const decode = DECODERS[mediaTypeOf(call.request) || 'application/x-protobuf']
    if (!decode) throw new AppError('invalid-input', `The content type must be ${Object.keys(DECODERS).join(' or ')}.`)
    const posted = await postRecords(call, decode)
    if ('waitMs' in posted) return refusalOf(null, call.request, heldBackError(), posted.waitMs)
    // There is no partial success: a push of which nothing can be read has failed.
    if (posted.accepted === 0 && posted.rejected > 0)
      throw new AppError('invalid-input', 'None of the records can be read.')
    return { status: 204, type: '', body: '' }
  },
}
