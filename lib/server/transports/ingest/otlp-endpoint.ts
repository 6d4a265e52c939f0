/** OTLP/HTTP for logs: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
import type { IncomingMessage } from 'node:http'
import { OTLP_TYPES, type OtlpEncoding, otlpStatus, otlpSuccess } from '#lib/ingest/otlp-answer.ts'
import { decodeOtlpJson } from '#lib/ingest/otlp-json.ts'
import { decodeOtlpProto } from '#lib/ingest/otlp-proto.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import { ERROR_CODES } from '#lib/protocol/error-codes.ts'
import { decodeLimits } from './decode-limits.ts'
import { heldBackError, postRecords } from './post-records.ts'
import { refusalOf, type SourceEndpoint } from './source-endpoint.ts'
import { mediaTypeOf } from './source-request.ts'

export const otlpEndpoint: SourceEndpoint = {
  kind: 'otlp',
  paths: ['/v1/logs', '/api/v1/otlp/v1/logs'],
  methods: ['POST'],
  async run(call) {
    const encoding = encodingOf(call.request)
    if (!encoding)
      throw new AppError('invalid-input', `The content type must be ${Object.values(OTLP_TYPES).join(' or ')}.`)
    const decode = encoding === 'proto' ? decodeOtlpProto : decodeOtlpJson
    const posted = await postRecords(call, (body, receivedAtMs) => decode(body, decodeLimits(), receivedAtMs))
    if ('waitMs' in posted) return refusalOf(otlpEndpoint, call.request, heldBackError(), posted.waitMs)
    const { rejected } = posted
    const why = `${rejected} records could not be read: broken, too large or nested too deeply.`
    return { status: 200, type: OTLP_TYPES[encoding], body: otlpSuccess(encoding, rejected, why) }
  },
  refused(request, error, headers) {
    const status = ERROR_CODES[error.code].http
    const encoding = encodingOf(request) ?? 'json'
    return { status, type: OTLP_TYPES[encoding], body: otlpStatus(encoding, status, error.message), headers }
  },
}

function encodingOf(request: IncomingMessage): OtlpEncoding | null {
  const type = mediaTypeOf(request)
  if (type === OTLP_TYPES.proto) return 'proto'
  return type === OTLP_TYPES.json ? 'json' : null
}
