/** What OTLP and its errors are answered with, in the encoding of the request. */
import { PbfWriter } from 'pbf'

export type OtlpEncoding = 'proto' | 'json'

export const OTLP_TYPES = { proto: 'application/x-protobuf', json: 'application/json' } as const

/** `ExportLogsServiceResponse`; empty when every record was taken. */
export function otlpSuccess(encoding: OtlpEncoding, rejected: number, why: string): Buffer {
  if (encoding === 'json') {
    const answer = rejected > 0 ? { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: why } } : {}
    return Buffer.from(JSON.stringify(answer))
  }
  const writer = new PbfWriter()
  if (rejected > 0)
    writer.writeMessage(
      1,
      () => {
        writer.writeVarintField(1, rejected)
        writer.writeStringField(2, why)
      },
      null,
    )
  return Buffer.from(writer.finish())
}

/** Codes of google.rpc.Status by HTTP status. */
const RPC_CODES: Record<number, number> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  408: 4,
  409: 9,
  413: 8,
  415: 3,
  429: 8,
  503: 14,
}
const RPC_UNKNOWN = 2

/** `google.rpc.Status`. */
export function otlpStatus(encoding: OtlpEncoding, httpStatus: number, message: string): Buffer {
  const code = RPC_CODES[httpStatus] ?? RPC_UNKNOWN
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }))
  const writer = new PbfWriter()
  writer.writeVarintField(1, code)
  writer.writeStringField(2, message)
  return Buffer.from(writer.finish())
}
