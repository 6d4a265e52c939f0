/** Shapes of all messages except batches, checked on arrival. Unknown keys are refused. */
import { z } from 'zod'
import { FLUTTER_INSTALLATION_PREFIX, isId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { shortName } from '#lib/protocol/names.ts'

const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const id = z.string().refine(isId, { error: 'not an id' })
/** Labels are truncated and cleaned, not refused, so that no name keeps a device out. */
const label = z
  .string()
  .max(10_000)
  .transform((text) => shortName(text, LIMITS.labelCharsMax))
  .default('')

/** The relay makes the ids of Flutter apps, from parts that can be guessed. A device with a token may not use one. */
const installationId = id.refine((text) => !text.startsWith(FLUTTER_INSTALLATION_PREFIX), { error: 'reserved' })

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
  // A clock may show anything; that must not end the connection.
  sentAtMs: z.number().optional().catch(undefined),
  roundTripMs: z.number().min(0).max(600_000).nullish().catch(null),
})
export const rangeSchema = rangeShape
export const rangesSchema = z.array(rangeShape).max(LIMITS.needRangesMax)
export const goneReasonSchema = z.enum(['overrun', 'evicted', 'redacted', 'session-ended'])
export const idSchema = id
/** WebRTC's two ends write this for each other; the relay does not read it. */
export const signalSchema = z.string().max(LIMITS.signalCharsMax)
export const pathSchema = z.enum(['relay', 'direct'])

export const introductionSchema = z.strictObject({
  // Cut and cleaned like every name; this bounds the work.
  name: z.string().max(1_000),
  browser: z.string().max(LIMITS.idCharsMax),
})
const item = z.string().min(1).max(LIMITS.idCharsMax)
const sharedText = z.string().max(LIMITS.sharedTextCharsMax)
export const draftsSchema = z
  .array(z.strictObject({ item, content: sharedText.nullable(), after: count.optional() }))
  .min(1)
  .max(LIMITS.annotationBatchMax)
export const annotationsSchema = z
  .array(
    z.strictObject({
      author: z.strictObject({
        id: z.string().max(LIMITS.idCharsMax),
        name: z.string().max(LIMITS.labelCharsMax),
        kind: z.enum(['user', 'link', 'api']),
        number: count.optional(),
      }),
      item,
      atMs: count,
      content: sharedText.nullable(),
      stamp: z.string().max(LIMITS.idCharsMax),
    }),
  )
  .min(1)
  .max(LIMITS.annotationBatchMax)
/** Whom a message is for: the id of a connection, or everybody. */
export const toSchema = z.string().max(LIMITS.idCharsMax).nullable()
export const tellSchema = sharedText

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
    installationId,
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
