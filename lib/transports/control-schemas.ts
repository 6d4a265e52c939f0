/** The shapes of everything but batches, checked where it comes in. Unknown keys are refused. */
import { z } from 'zod'
import { isId } from '../protocol/ids.ts'
import { LIMITS } from '../protocol/limits.ts'

const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const id = z.string().refine(isId, { error: 'not an id' })
/** Labels are cut, not refused: a long device name must not keep a device out. Control characters have no place in a list. */
const label = z
  .string()
  .max(10_000)
  .transform((text) => text.replace(/\p{Cc}/gu, ' ').slice(0, LIMITS.labelCharsMax))
  .default('')

const counters = z.strictObject({
  records: count,
  bytes: count,
  levels: z.tuple([count, count, count, count, count, count, count]),
})
const rangeShape = z
  .tuple([seq.min(1), seq.min(1)])
  .refine(([from, to]) => from <= to, { error: 'range runs backwards' })

export const headSchema = z.strictObject({
  tail: seq,
  head: seq,
  counters,
  // A clock may say anything, and that must not end a connection.
  sentAtMs: z.number().optional().catch(undefined),
  roundTripMs: z.number().min(0).max(600_000).nullish().catch(null),
})
export const rangeSchema = rangeShape
export const rangesSchema = z.array(rangeShape).max(LIMITS.needRangesMax)
export const goneReasonSchema = z.enum(['overrun', 'evicted', 'redacted', 'session-ended'])
export const idSchema = id
/** Written by WebRTC's two ends for each other. */
export const signalSchema = z.string().max(LIMITS.signalCharsMax)
export const pathSchema = z.enum(['relay', 'direct'])

export const deviceHelloSchema = z.strictObject({
  version: z.number().int(),
  token: z.string().max(200),
  session: id,
  attempt: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  ageMs: z.number().min(0).max(8.64e15),
  tail: seq,
  head: seq,
  counters,
  device: z.strictObject({
    installationId: id,
    name: label,
    platform: label,
    os: label,
    model: label,
    appName: label,
    appVersion: label,
    sdkVersion: label,
  }),
  direct: z.boolean().optional(),
})

const version = z.number().int()
export const viewerHelloSchema = z.union([
  z.strictObject({ version, ticket: z.string().max(1000) }),
  z.strictObject({ version, token: z.string().max(200) }),
  z.strictObject({ version, link: z.strictObject({ id: z.string().max(100), key: z.string().max(200) }) }),
])

export const joinTargetSchema = z.union([z.strictObject({ session: id }), z.strictObject({ device: id })])
