/** Lines in, records out: what is joined, what is not, when it leaves, and that no byte is lost. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LineOptions, LineRecord } from '#lib/lines/line-record.ts'
import { LineRecords } from '#lib/lines/line-records.ts'
import { StartPattern } from '#lib/lines/start-pattern.ts'
import { encodeBounded } from '#lib/protocol/encode-bounded.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { decodeRecord, encodeRecord } from '#lib/protocol/record.ts'
import { TRACES } from './traces.ts'

const NOW_MS = Date.UTC(2026, 5, 1)

function read(text: string | Uint8Array, options?: LineOptions): LineRecord[] {
  const records = new LineRecords(options)
  return [...records.take(typeof text === 'string' ? Buffer.from(text) : text, NOW_MS), ...records.end(NOW_MS)]
}

const bytesOf = (records: LineRecord[]) => records.map(({ body, isPartial }) => body + (isPartial ? '' : '\n')).join('')
const firstLines = (records: LineRecord[]) => records.map(({ body }) => body.split('\n')[0])

describe('a trace is one record with its error', () => {
  test.each(TRACES)('$name', ({ text, level, error, message }) => {
    const records = read(`before\n${text}\nafter\n`)
    expect(firstLines(records)).toEqual(['before', text.split('\n')[0], 'after'])
    expect(records[1]).toMatchObject({ body: text, level, error: { name: error, message } })
    expect(text).toContain(records[1]?.error?.stack)
  })
  test('whichever order they come in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(TRACES), (traces) => {
        const lines = traces.flatMap(({ text }) => ['2026-01-02T03:04:05Z INFO next', ...text.split('\n')])
        const records = read(`${lines.join('\n')}\n`)
        expect(records.filter(({ error }) => error).map(({ error }) => error?.name)).toEqual(
          traces.map(({ error }) => error),
        )
      }),
      { numRuns: 50 },
    )
  })
  test('for each container when two are mixed', () => {
    const java = TRACES[0]?.text.split('\n') ?? []
    const python = TRACES.find(({ name }) => name === 'Python')?.text.split('\n') ?? []
    const mixed = java.flatMap((line, i) => [
      `web-1  | ${line}`,
      ...(python[i] === undefined ? [] : [`db-1   | ${python[i]}`]),
    ])
    const records = read(`${mixed.join('\n')}\n`)
    expect(records.map(({ error, attributes }) => [error?.name, attributes])).toEqual([
      [TRACES[0]?.error, { prefix: 'web-1' }],
      ['ValueError', { prefix: 'db-1' }],
    ])
  })
})

describe('other lines that belong together', () => {
  test.each([
    ['an object', '{\n  "level": "error",\n  "a": { "b": [\n    1\n  ] }\n}'],
    ['an array', '[\n  1,\n  {\n    "a": 2\n  }\n]'],
    ['indented lines', 'usage: app\n  --help  this\n    and more\n\t--version'],
    ['what an inspected object looks like', 'options: {\n  a: 1,\n  b: [\n    2\n  ]\n}'],
  ])('%s', (_, text) => {
    expect(read(`before\n${text}\nafter\n`).map(({ body }) => body)).toEqual(['before', text, 'after'])
  })
  test('a pretty object is read like one in a line', () => {
    const [record] = read(
      '{\n  "level": "error",\n  "time": "2026-01-02T03:04:05Z",\n  "err": { "message": "no" }\n}\n',
    )
    expect(record).toMatchObject({
      isJson: true,
      level: 'error',
      timeMs: Date.UTC(2026, 0, 2, 3, 4, 5),
      error: { message: 'no' },
    })
    expect(decodeRecord(encodeRecord(record as LineRecord)).attributes).toMatchObject({ level: 'error' })
  })
  test.each([
    ['lines of a log', ['2026-01-02 03:04:05 INFO a', '2026-01-02 03:04:06 INFO b']],
    ['indented lines with a time', ['a', '  2026-01-02 03:04:05 b']],
    ['indented JSON', ['a', '  {"b":1}']],
    ['lines that are all indented', ['  a', '  b', ' c']],
    ['blank lines', ['', 'a', '', '  ', '', 'b']],
    ['what follows an object', ['{"a":1}', '  b']],
    ['an error that nothing follows', ['[ERROR] a', 'TypeError: b', 'c']],
    ['numbered lines after an error', ['[ERROR] a', '1: b', '2: c']],
    ['brackets that nothing opened', ['a', '}', ')', ']']],
    ['an object that breaks off', ['{', 'a', '}']],
  ])('%s stay apart', (_, lines) => {
    expect(read(`${lines.join('\n')}\n`).map(({ body }) => body)).toEqual(lines)
  })
})

test('every byte comes back, however the input is cut', () => {
  const lines = [
    ...TRACES.flatMap(({ text }) => text.split('\n')),
    '',
    '  ',
    '{',
    '}',
    '\r',
    'a\rb',
    'x\r',
    '  b',
    '\u001b[31m',
    'web-1  | ',
    '🙂',
    '{"a":1}',
    '\ufeff',
  ]
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...lines), { maxLength: 60 }),
      fc.array(fc.nat(5_000)),
      fc.boolean(),
      (all, cuts, waits) => {
        const input = Buffer.from(all.map((line) => `${line}\n`).join(''))
        const records = new LineRecords()
        const found: LineRecord[] = []
        let [from, nowMs] = [0, NOW_MS]
        for (const to of [...cuts.filter((at) => at < input.length).sort((a, b) => a - b), input.length]) {
          found.push(...records.take(input.subarray(from, to), nowMs))
          if (waits) {
            nowMs += 2_000
            found.push(...records.due(nowMs))
          }
          from = to
        }
        found.push(...records.end(nowMs))
        // Only lines of a container may move, behind those of another that came while its record was open.
        if (!all.some((line) => line.startsWith('web-1'))) expect(bytesOf(found)).toBe(input.toString())
        else expect(bytesOf(found)).toHaveLength(input.toString().length)
      },
    ),
    { numRuns: 300 },
  )
})

describe('time', () => {
  test('a line waits for others, and no longer', () => {
    const records = new LineRecords()
    expect(records.take(Buffer.from('Error: a\n    at b:1:2\n'), NOW_MS)).toEqual([])
    expect(records.dueAtMs).toBe(NOW_MS + LIMITS.joinWaitMs)
    expect(records.due(NOW_MS + LIMITS.joinWaitMs - 1)).toEqual([])
    expect(records.due(NOW_MS + LIMITS.joinWaitMs)).toHaveLength(1)
    expect(records.dueAtMs).toBeNull()
  })
  test('JSON does not wait', () => {
    expect(new LineRecords().take(Buffer.from('{"a":1}\n'), NOW_MS)).toHaveLength(1)
  })
  test('a line without a time is of the time of the line before it', () => {
    const old = read('{"time":"2026-01-02T03:04:05Z","msg":"a"}\nb\n2026-01-02T03:04:06Z c\n')
    expect(old.map(({ timeMs }) => timeMs - Date.UTC(2026, 0, 2, 3, 4))).toEqual([5_000, 5_000, 6_000])
    expect(read('b\n')[0]?.timeMs).toBe(NOW_MS)
  })
})

describe('progress that overwrites itself', () => {
  test('shows its state once a second, and every byte comes back', () => {
    const records = new LineRecords()
    const found: LineRecord[] = []
    for (let i = 1; i <= 50; i++) {
      const atMs = NOW_MS + i * 100
      found.push(...records.take(Buffer.from(`${i}%\r`), atMs), ...records.due(atMs))
    }
    expect(found).toHaveLength(4)
    expect(found.every(({ isPartial }) => isPartial)).toBe(true)
    found.push(...records.take(Buffer.from('done\n'), NOW_MS + 6_000), ...records.end(NOW_MS + 6_000))
    expect(bytesOf(found)).toBe(`${Array.from({ length: 50 }, (_, i) => `${i + 1}%\r`).join('')}done\n`)
    expect(decodeRecord(encodeRecord(found[0] as LineRecord)).isPartial).toBe(true)
  })
  test('that begins with CR is not one state behind, and no character is cut', () => {
    const records = new LineRecords()
    const [text, rest] = [Buffer.from('\rодин\rдва').subarray(0, -1), Buffer.from('а').subarray(1)]
    const found = [...records.take(text, NOW_MS), ...records.due(NOW_MS + 1_000)]
    expect(found.map(({ body }) => body)).toEqual(['\rодин\rдв'])
    found.push(...records.take(Buffer.concat([rest, Buffer.from('\rтри')]), NOW_MS + 2_000))
    found.push(...records.due(NOW_MS + 3_000), ...records.end(NOW_MS + 3_000))
    expect(bytesOf(found)).toBe('\rодин\rдва\rтри')
    expect(found.at(-1)?.body).toBe('а\rтри')
  })
  test('without a line end stays bounded', () => {
    const records = new LineRecords()
    const chunk = Buffer.from('50%\r'.repeat(2_000))
    const found = Array.from({ length: 100 }, () => records.take(chunk, NOW_MS)).flat()
    expect(found.length).toBeGreaterThan(10)
    expect(Math.max(...found.map(({ body }) => body.length))).toBeLessThan(64 * 1024)
  })
})

describe('bounds', () => {
  test('a record has a bounded number of lines, and the rest goes on', () => {
    const text = `a\n${'  b\n'.repeat(2_500)}`
    const records = read(text)
    expect(records.map(({ body }) => body.split('\n').length)).toEqual([
      LIMITS.joinedLinesMax,
      LIMITS.joinedLinesMax,
      501,
    ])
    expect(bytesOf(records)).toBe(text)
  })
  test('a record is never cut, whatever its characters', () => {
    const text = `Error: a\n${`    at ${'\u0001'.repeat(3_000)}\n`.repeat(60)}`
    const records = read(text)
    expect(records.every((record) => JSON.stringify(record.body).length <= LIMITS.joinedBytesMax + 20_000)).toBe(true)
    expect(records.some((record) => encodeBounded(record).isTruncated)).toBe(false)
    expect(bytesOf(records)).toBe(text)
  })
  test('many containers do not hold the records of others back', () => {
    const records = new LineRecords()
    const lines = Array.from({ length: 5_000 }, (_, i) => `pod-${i}  | line\n`).join('')
    expect(records.take(Buffer.from(lines), NOW_MS).length).toBeGreaterThan(4_900)
  })
})

describe('encodings', () => {
  test('a byte-order mark does not hide JSON', () => {
    const [first] = read('\ufeff{"level":"error","msg":"a"}\n')
    expect(first).toMatchObject({ level: 'error', isJson: true, body: '\ufeff{"level":"error","msg":"a"}' })
    expect(decodeRecord(encodeRecord(first as LineRecord)).attributes).toEqual({ level: 'error', msg: 'a' })
  })
  test.each([
    ['little-endian', Buffer.from('\ufeffПривет\nb\n', 'utf16le')],
    ['big-endian', Buffer.from('\ufeffПривет\nb\n', 'utf16le').swap16()],
  ])('UTF-16, %s', (_, bytes) => {
    const records = new LineRecords()
    const found = [...bytes].flatMap((byte) => records.take(Uint8Array.of(byte), NOW_MS))
    expect([...found, ...records.end(NOW_MS)].map(({ body }) => body)).toEqual(['Привет', 'b'])
  })
})

describe('prefixes of containers', () => {
  test.each([
    ['compose', 'web-1  | {"level":50,"msg":"a"}', 'web-1'],
    ['compose, coloured', '\u001b[36mweb-1  | \u001b[0m{"level":50,"msg":"a"}', 'web-1'],
    ['compose, own name', 'shop | {"level":50,"msg":"a"}', 'shop'],
    ['docker logs -t', '2026-01-02T03:04:05.678901234Z {"level":50,"msg":"a"}', '2026-01-02T03:04:05.678901234Z'],
    ['kubectl', '[pod/web-7d9/app] {"level":50,"msg":"a"}', 'pod/web-7d9/app'],
  ])('%s: the JSON is found and the prefix kept', (_, line, prefix) => {
    const [record] = read(`${line}\n`)
    expect(record).toMatchObject({ level: 'error', isJson: true, body: line })
    expect(decodeRecord(encodeRecord(record as LineRecord)).attributes).toEqual({ prefix, level: 50, msg: 'a' })
  })
  test.each(['id | name', 'a | {"not":', '| x | y |', 'cat a | grep b'])('%j has none', (line) => {
    expect(read(`${line}\n`)[0]?.attributes).toBeUndefined()
  })
})

describe('a start pattern of its own', () => {
  test('begins a record at each match, JSON or not', () => {
    const records = read('>> a\nb\n{"c":1}\n>> d\n', { startPattern: new StartPattern('^>>') })
    expect(records.map(({ body }) => body)).toEqual(['>> a\nb\n{"c":1}', '>> d'])
  })
  test.each([
    '(a+)+$',
    '(a|aa)*b',
    '(\\w*)*',
    '(?:a?){50}',
    '(a)\\1',
    '.*.*.*.*x',
    'x'.repeat(300),
    '[',
    '(a{1,9}){9}',
  ])('%s is refused', (source) => {
    expect(() => new StartPattern(source)).toThrow(SyntaxError)
  })
  test.each(['^\\d{4}-\\d\\d-\\d\\d', '^\\[', '^(?:INFO|WARN|ERROR)\\b', '^<\\d+>', '^[A-Z][a-z]{2} +\\d+ '])(
    '%s is taken',
    (source) => {
      expect(new StartPattern(source).matches('no')).toBe(false)
    },
  )
})

test('multi-line can be off', () => {
  expect(read('Error: a\n    at b:1:2\n{\n}\n', { isMultiline: false })).toHaveLength(4)
})
