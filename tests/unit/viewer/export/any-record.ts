/** Any record that a device can send, with odd texts, and the log that holds some. */
import fc from 'fast-check'
import { LEVELS } from '#lib/protocol/levels.ts'
import { decodeRecord, encodeRecord, type LogRecord, type NumberedRecord } from '#lib/protocol/record.ts'
import type { FileFacts, FileSession } from '#lib/viewer/export/file-facts.ts'
import { logPages } from '#lib/viewer/export/log-pages.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

/** Characters that some format gives a meaning, and those that hide. */
const UNITS = [
  ...[
    'a',
    'Я',
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    '`',
    '~',
    '"',
    "'",
    ',',
    ';',
    '|',
    '<',
    '>',
    '&',
    '\\',
    '{',
    '}',
    '[',
    ']',
  ],
  ...[
    '\u001b[31m',
    '\u202e',
    '\u2028',
    '\ud83d',
    '😀',
    '\0',
    '＝',
    ' ',
    '#',
    '*',
    '</script>',
    '<img src=x onerror=x>',
    '```',
  ],
]
export const oddText = fc.string({ unit: fc.constantFrom(...UNITS), maxLength: 12 })
const key = fc.oneof(oddText, fc.constantFrom('__proto__', 'constructor', 'seq', 'session', '1', 'a.b'))
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    oddText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value
const attributes = fc.dictionary(key, anyValue, { maxKeys: 4 })
const jsonBody = fc
  .tuple(attributes, fc.constantFrom('{"big":12345678901234567890,"same":1.10,"same":2}', null), fc.boolean())
  .map(([fields, exact, isCut]) => (exact ?? JSON.stringify(fields)).slice(0, isCut ? -1 : undefined))

const timeMs = fc.oneof(
  fc.integer({ min: 0, max: 4e12 }),
  fc.double({ min: -1e13, max: 1e13, noNaN: true }),
  fc.constantFrom(8.64e15, 9e15, -1, 0.0005),
)
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

/** As a viewer gets it: what the wire cannot hold is gone. */
export const anyRecord: fc.Arbitrary<LogRecord> = fc
  .record({
    timeMs,
    level: fc.constantFrom(...LEVELS),
    text: fc.oneof(
      oddText.map((body) => ({ body })),
      jsonBody.map((body) => ({ body, isJson: true })),
    ),
    attributes: optional(attributes),
    scope: optional(oddText),
    traceId: optional(oddText),
    spanId: optional(oddText),
    error: optional(
      fc.record({ name: oddText, message: oddText, stack: oddText }, { requiredKeys: ['name', 'message'] }),
    ),
    isPartial: optional(fc.constant(true)),
    truncated: optional(fc.constant(true)),
  })
  .map(({ text, ...rest }) => {
    const given = Object.entries({ ...rest, ...text }).filter(([, value]) => value !== undefined)
    return decodeRecord(encodeRecord(Object.fromEntries(given) as unknown as LogRecord))
  })

/** Sessions with holes between their records. */
export const anyLog = fc.array(fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), anyRecord), { maxLength: 12 }), {
  minLength: 1,
  maxLength: 3,
})

export interface HeldLog {
  store: LogStore
  sessions: FileSession[]
  records: { session: string; record: NumberedRecord }[]
}

export function heldLog(
  log: readonly (readonly (readonly [step: number, record: LogRecord])[])[],
  name = 'Pixel 8',
): HeldLog {
  const store = new LogStore({ schedule: (task) => task() })
  const sessions = log.map((_, i) => sessionOf(`session${i}`, i, name))
  const records: HeldLog['records'] = []
  for (const [i, runs] of log.entries()) {
    const id = `session${i}`
    store.begin(id, 1_000 * (i + 1))
    let seq = 0
    for (const [step, record] of runs) {
      seq += step
      const numbered = { ...record, seq }
      store.append(id, [numbered], 100)
      records.push({ session: id, record: numbered })
    }
  }
  return { store, sessions, records }
}

export function sessionOf(id: string, index = 0, name = 'Pixel 8'): FileSession {
  const device = { id: 'd', name, platform: 'web', os: 'Linux', model: 'x', appName: 'Shop', appVersion: '1.2' }
  return { id, startedAtMs: 1_000 * (index + 1), endedAtMs: index % 2 ? null : 9_000, clockOffsetMs: null, device }
}

export function factsOf(sessions: readonly FileSession[]): FileFacts {
  return { which: 'all', writtenAtMs: Date.UTC(2026, 10, 22, 20, 15, 3, 250), filter: '', sessions }
}

export const pagesOf = ({ store }: HeldLog) => logPages(store, 'all', new AbortController().signal)

export async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}
