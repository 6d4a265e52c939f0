/** A file in the viewer: text, JSON and our own NDJSON, compressed or not, wherever its pieces end; and files that are no logs. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ndjsonFile } from '#lib/viewer/export/ndjson-file.ts'
import { FileSource } from '#lib/viewer/file-source.ts'
import { type FileInput, fileInput } from '#lib/viewer/import/file-input.ts'
import { anyLog, factsOf, heldLog, pagesOf, textOf } from '#tests/unit/viewer/export/any-record.ts'
import { readBytes } from './read-bytes.ts'

const LOG = [
  '2026-11-22T20:15:03.250Z INFO  [web] started Имя 😀',
  '2026-11-22T20:15:04Z ERROR boom',
  'Error: boom',
  '    at a (/app/a.js:1:1)',
  '    at b (/app/b.js:2:2)',
  '{"time":"2026-11-22T20:15:05.000Z","level":"warn","msg":"slow","ms":12345678901234567890}',
  '',
].join('\n')

const bytesOf = (text: string) => new TextEncoder().encode(text)
const file = (data: BlobPart, name = 'app.log') =>
  fileInput(new File([data], name, { lastModified: Date.UTC(2026, 10, 23) }))

/** Opens a file and waits until it is read. */
async function opened(input: FileInput): Promise<FileSource> {
  const source = new FileSource({ input, schedule: (task) => queueMicrotask(task) })
  await new Promise<void>((resolve) => {
    const look = () => source.snapshot().file.state !== 'reading' && resolve()
    source.subscribe(look)
    source.log.subscribe(look)
    look()
  })
  return source
}
const recordsOf = async (source: FileSource) =>
  (await source.log.ask('page', { which: 'all', after: null, countMax: 100_000 })).records

describe('lines of text', () => {
  test('become records with level, time and joined stack, in pieces of every size', () => {
    const bytes = bytesOf(LOG)
    const whole = readBytes(bytes, bytes.length)
    expect(whole.records.map(({ record }) => [record.seq, record.level, record.body.split('\n').length])).toEqual([
      [1, 'info', 1],
      [2, 'error', 4],
      [3, 'warn', 1],
    ])
    expect(whole.records[1]?.record.error?.name).toBe('Error')
    expect(whole.records[2]?.record).toMatchObject({ isJson: true, attributes: { msg: 'slow' } })
    for (let size = 1; size <= bytes.length; size++) expect(readBytes(bytes, size).records).toEqual(whole.records)
  })

  test('are read from UTF-16 with and without a mark', () => {
    const utf16 = (text: string) => new Uint8Array(Uint16Array.from(text, (one) => one.charCodeAt(0)).buffer)
    for (const mark of ['', '\ufeff']) {
      const { records } = readBytes(utf16(mark + LOG), 7)
      expect(records.map(({ record }) => record.level)).toEqual(['info', 'error', 'warn'])
    }
  })

  test('end in CR LF, in LF, or not at all', () => {
    for (const text of ['INFO a\r\nWARN b\r\n', 'INFO a\nWARN b\n', 'INFO a\nWARN b', '\n\nINFO a\n\nWARN b'])
      expect(readBytes(bytesOf(text), 3).records.map(({ record }) => record.body)).toEqual(['INFO a', 'WARN b'])
  })
})

describe('an array', () => {
  const ELEMENTS = [
    { level: 'warn', msg: 'a ] , { "', deep: [[{ x: 1 }]] },
    { level: 'info', msg: '\\"' },
  ]

  test.each([0, 2])('printed with an indent of %i is split into its elements at any byte', (indent) => {
    const bytes = bytesOf(JSON.stringify(ELEMENTS, null, indent))
    for (let size = 1; size <= bytes.length; size++) {
      const { records } = readBytes(bytes, size)
      expect(records.map(({ record }) => record.attributes)).toEqual(ELEMENTS)
      expect(records.map(({ record }) => record.level)).toEqual(['warn', 'info'])
    }
  })

  test('that does not end shows what it has', () => {
    const { records } = readBytes(bytesOf('[{"msg":"a"},{"msg":"b"'), 4)
    expect(records.map(({ record }) => record.body)).toEqual(['{"msg":"a"}', '{"msg":"b"'])
  })

  test('is not what a line with brackets is', () => {
    expect(readBytes(bytesOf('[2026-11-22 20:15:03] INFO a\n[web] b'), 9).records).toHaveLength(2)
  })
})

describe('our own file', () => {
  test('shows the same log again, compressed or not', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.boolean(), async (log, isCompressed) => {
        const held = heldLog(log)
        fc.pre(held.records.length > 0)
        const bytes = bytesOf(await textOf(ndjsonFile(pagesOf(held), factsOf(held.sessions))))
        const source = await opened(file(isCompressed ? new Uint8Array(gzipSync(bytes)) : bytes))
        expect(await recordsOf(source)).toEqual(held.records)
        expect(source.stateOf('session0')?.device.name).toBe('Pixel 8')
        expect(source.snapshot().session?.device.name).toBe('app.log')
      }),
      { numRuns: 40 },
    )
  })

  test('marks the records that it does not hold', async () => {
    const held = heldLog([[5, 1, 3].map((step) => [step, { timeMs: step, level: 'info', body: 'x' }] as const)])
    const source = await opened(file(await textOf(ndjsonFile(pagesOf(held), factsOf(held.sessions)))))
    const { rowCount } = source.log.view()
    const rows = Array.from({ length: rowCount }, (_, i) => source.log.row(i))
    expect(rows.map((row) => (row?.kind === 'marker' ? row.count : row?.seq))).toEqual([5, 6, 2, 9])
  })

  test('names the line and the field that are wrong, and shows the rest', () => {
    const good = '{"seq":1,"time":"2026-11-22T20:15:03.250Z","level":"info","body":"a"}'
    const wrong: [line: string, fault: object][] = [
      ['{"seq":2,"time":"2026-11-22T20:15:03.250Z","level":"loud","body":"a"}', { reason: 'field', field: 'level' }],
      ['{"seq":0,"time":"2026-11-22T20:15:03.250Z","level":"info","body":"a"}', { reason: 'field', field: 'seq' }],
      ['{"seq":2,"time":"yesterday","level":"info","body":"a"}', { reason: 'field', field: 'time' }],
      ['{"seq":2,"time":"2026-11-22T20:15:03.250Z","level":"info","body":1}', { reason: 'field', field: 'body' }],
      [
        '{"seq":2,"time":"2026-11-22T20:15:03.250Z","level":"info","body":"a","attributes":[1]}',
        { reason: 'field', field: 'attributes' },
      ],
      ['{"seq":2,"time":"2026-11', { reason: 'not-json', field: '' }],
      ['"text"', { reason: 'not-json', field: '' }],
      ['{"other":1}', { reason: 'not-record', field: '' }],
      [good, { reason: 'repeated', field: 'seq' }],
    ]
    for (const [line, fault] of wrong) {
      const { reader, records } = readBytes(bytesOf(`${good}\n\n${line}\n${good.replace('"seq":1', '"seq":3')}\n`), 11)
      expect(records.map(({ record }) => record.seq)).toEqual([1, 3])
      expect(reader.fault).toEqual({ line: 3, ...fault })
      expect(reader.faultCount).toBe(1)
    }
  })

  test('keeps names that objects of the language have', () => {
    const line =
      '{"seq":1,"time":"2026-11-22T20:15:03.250Z","level":"info","body":"a","attributes":{"__proto__":{"x":1},"constructor":2}}'
    const [placed] = readBytes(bytesOf(line), 10).records
    expect(Object.keys(placed?.record.attributes ?? {})).toEqual(['__proto__', 'constructor'])
    expect({}).not.toHaveProperty('x')
  })

  test('of `tail --json` is one, too', () => {
    const line =
      '{"seq":7,"time":"2026-11-22T20:15:03.250Z","level":"info","scope":null,"body":"a","attributes":{},"error":null,"device":"Pixel","session":"s1"}'
    const { records, sessions } = readBytes(bytesOf(`${line}\n`), 10)
    expect(records).toEqual([
      {
        session: 's1',
        record: { seq: 7, timeMs: Date.UTC(2026, 10, 22, 20, 15, 3, 250), level: 'info', body: 'a', attributes: {} },
      },
    ])
    expect(sessions[0]?.device?.name).toBe('Pixel')
  })
})

describe('a file that cannot be shown says why', () => {
  const gzip = new Uint8Array(gzipSync(bytesOf(LOG.repeat(2_000))))
  test.each<[name: string, data: BlobPart, problem: object]>([
    ['an empty file', '', { reason: 'empty' }],
    ['blank lines', '\n \n', { reason: 'empty' }],
    ['a ZIP archive', new Uint8Array([0x50, 0x4b, 3, 4, ...Array(100).fill(7)]), { reason: 'binary', kind: 'ZIP' }],
    ['bytes that are no text', new Uint8Array(5_000).map((_, i) => (i % 3 ? 0 : i)), { reason: 'binary', kind: '' }],
    ['a broken gzip', gzip.slice(0, 300), { reason: 'broken-gzip' }],
    ['a later version', '{"agentLogger":2,"which":"all"}\n', { reason: 'too-new', version: 2 }],
    [
      'only wrong lines',
      '{"agentLogger":1}\n{"seq":"x"}\n',
      { reason: 'no-records', fault: { line: 2, reason: 'field', field: 'seq' } },
    ],
  ])('%s', async (_, data, problem) => {
    const source = await opened(file(data))
    expect(source.snapshot().file).toMatchObject({ state: 'failed', problem })
  })

  test('one that cannot be read', async () => {
    const input: FileInput = {
      name: 'gone.log',
      totalBytes: 10,
      modifiedAtMs: 0,
      // biome-ignore lint/correctness/useYield: it fails at once.
      pieces: async function* () {
        throw new DOMException('gone', 'NotFoundError')
      },
    }
    expect((await opened(input)).snapshot().file.problem).toEqual({ reason: 'unreadable' })
  })
})

test('a large file is read in slices, and says how far it is', async () => {
  const line = '2026-11-22T20:15:03.250Z INFO a line of a usual length that repeats many times over\n'
  let clockMs = 0
  const input = file(line.repeat(8_000))
  const source = new FileSource({ input, schedule: (task) => queueMicrotask(task), now: () => (clockMs += 10) })
  const seen = new Set<number>()
  await new Promise<void>((resolve) => {
    source.subscribe(() => {
      const { readBytes, state } = source.snapshot().file
      seen.add(readBytes)
      if (state === 'read') resolve()
    })
  })
  expect([...seen]).toEqual([...Array.from({ length: 41 }, (_, i) => (i + 1) * 16_384), input.totalBytes])
  expect(source.log.view().total).toBe(8_000)
})

test('what was read stays when the person stops, and a closed source reads no further', async () => {
  let pieces = 0
  const input: FileInput = {
    name: 'endless.log',
    totalBytes: 1e9,
    modifiedAtMs: 0,
    pieces: async function* () {
      for (;;) {
        pieces++
        yield bytesOf('INFO a line\n'.repeat(500))
      }
    },
  }
  let clockMs = 0
  const source = new FileSource({ input, schedule: (task) => queueMicrotask(task), now: () => (clockMs += 10) })
  await new Promise<void>((resolve) => source.subscribe(() => source.snapshot().file.recordCount > 1_000 && resolve()))
  source.stop()
  const read = pieces
  await new Promise((resolve) => setTimeout(resolve, 0))
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(pieces).toBeLessThanOrEqual(read + 1)
  expect(source.snapshot().file.state).toBe('stopped')
  expect(source.log.view().total).toBeGreaterThan(1_000)
})
