/** Files for people: no text of a record can leave its place, whatever it holds. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '#lib/protocol/record.ts'
import { CSV_COLUMNS, type CsvColumn, csvFile } from '#lib/viewer/export/csv-file.ts'
import { fileName } from '#lib/viewer/export/file-facts.ts'
import { htmlFile } from '#lib/viewer/export/html-file.ts'
import { codeSpan, markdownFile } from '#lib/viewer/export/markdown-file.ts'
import { textFile } from '#lib/viewer/export/text-file.ts'
import { recordText } from '#lib/viewer/record-text.ts'
import { anyLog, factsOf, heldLog, oddText, pagesOf, textOf } from './any-record.ts'

const at = (body: string, more: Partial<LogRecord> = {}): readonly [number, LogRecord] => [
  1,
  { timeMs: Date.UTC(2026, 10, 22, 20, 15, 3, 250), level: 'info', body, ...more },
]

test('text is what Copy gives, and names the session where the file holds several', async () => {
  await fc.assert(
    fc.asyncProperty(anyLog, async (log) => {
      const held = heldLog(log.slice(0, 1))
      const text = await textOf(textFile(pagesOf(held), factsOf(held.sessions)))
      expect(text).toBe(held.records.map(({ record }) => `${recordText(record)}\n`).join(''))
    }),
    { numRuns: 100 },
  )
  const both = heldLog([[at('one')], [at('two')]])
  expect(await textOf(textFile(pagesOf(both), factsOf(both.sessions)))).toBe(
    'Pixel 8 sessio | 2026-11-22T20:15:03.250Z INFO one\nPixel 8 sessio | 2026-11-22T20:15:03.250Z INFO two\n',
  )
})

/** RFC 4180 to the letter: throws where a quote stands alone, a line has another end, or rows differ in length. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  let row: string[] = []
  while (cell.lastIndex < text.length) {
    const from = cell.lastIndex
    const match = cell.exec(text)
    if (!match) throw new Error(`not CSV at ${from}: ${JSON.stringify(text.slice(from, from + 40))}`)
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === ',') continue
    rows.push(row)
    row = []
  }
  if (rows.some(({ length }) => length !== rows[0]?.length)) throw new Error('rows differ in length')
  return rows
}

describe('CSV', () => {
  const columns: CsvColumn[] = [...CSV_COLUMNS, 'attributes.a', 'attributes.=1+1']

  test('is read back by a strict reader, and no cell begins a formula', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, oddText, async (log, name) => {
        const held = heldLog(log, name)
        const text = await textOf(csvFile(pagesOf(held), factsOf(held.sessions), columns))
        expect(text.startsWith('\ufeff')).toBe(true)
        const rows = readCsv(text.slice(1))
        expect(rows).toHaveLength(held.records.length + 1)
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
        expect(rows.slice(1).map((row) => Number(row[4]))).toEqual(held.records.map(({ record }) => record.seq))
      }),
      { numRuns: 200 },
    )
  })

  test('has numbers as they were written, and attributes by their path', async () => {
    const held = heldLog([
      [
        at('{"msg":"paid","user":{"id":12345678901234567890}}', {
          isJson: true,
          attributes: { msg: 'paid', user: {} },
        }),
      ],
    ])
    const file = csvFile(pagesOf(held), factsOf(held.sessions), ['time', 'message', 'attributes.user.id'])
    expect(await textOf(file)).toBe(
      '\ufefftime,message,attributes.user.id\r\n2026-11-22T20:15:03.250Z,paid,12345678901234567890\r\n',
    )
  })
})

/** The lines outside of fences, by CommonMark: a fence ends with at least as many backticks and nothing behind them. */
function outsideFences(text: string): string[] {
  const outside: string[] = []
  let fence = ''
  for (const line of text.split('\n')) {
    const [marks = ''] = /^`{3,}/.exec(line) ?? []
    if (fence === '' && marks !== '') fence = marks
    else if (fence === '') outside.push(line)
    else if (/^ {0,3}`+\s*$/.test(line) && line.trim().length >= fence.length) fence = ''
  }
  if (fence !== '') throw new Error('a fence does not end')
  return outside
}

describe('Markdown', () => {
  test('holds records in fences that nothing in them ends', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, oddText, async (log, name) => {
        const held = heldLog(log, name)
        const outside = outsideFences(await textOf(markdownFile(pagesOf(held), factsOf(held.sessions))))
        for (const line of outside) expect(line).toMatch(/^(?:- (?:Device|session|Written)\b.*|)$/u)
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    [' x', '`  x `'],
    ['', '` `'],
    ['a\nb', '`a␊b`'],
  ])('%j is the code %j', (text, span) => {
    expect(codeSpan(text)).toBe(span)
  })
})

/** Every tag that the file itself writes. Whatever else has a `<` came from a record. */
const OWN_TAG =
  /<!doctype html>|<\/?(?:html|head|title|style|body|header|h1|ul|p|main|ol|b|div|i|span|code|pre|time)>|<\/?(?:li|a)>|<html lang="en">|<meta (?:charset|http-equiv|name)="[^<>]*">|<li id="(?:S\d+-)?L\d+" class="[a-z]+">|<a href="#(?:S\d+-)?L\d+">/g

describe('HTML', () => {
  test('has no element and no attribute from a record', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, oddText, async (log, name) => {
        const held = heldLog(log, name)
        const text = await textOf(htmlFile(pagesOf(held), { ...factsOf(held.sessions), which: 'shown', filter: name }))
        const rest = text.replace(/<style>[^<]*<\/style>/, '').replaceAll(OWN_TAG, '')
        expect(rest).not.toMatch(/[<>"]/)
        expect(text).not.toMatch(/<script|onerror=x>|\u202e/)
        expect(text.match(/<li id=/g) ?? []).toHaveLength(held.records.length)
      }),
      { numRuns: 200 },
    )
  })

  test('shows a link to each record, its fields and its stack', async () => {
    const error = { name: 'TypeError', message: 'x is <b>', stack: 'TypeError: x is <b>\n    at a.js:1' }
    const held = heldLog([[at('failed', { level: 'error', scope: 'cart', attributes: { id: 1 }, error })]])
    const text = await textOf(htmlFile(pagesOf(held), factsOf(held.sessions)))
    expect(text).toContain(
      '<li id="L1" class="error"><a href="#L1"><time>2026-11-22T20:15:03.250Z</time></a><b>error</b><div><i>cart</i> <span>failed</span><code>{&quot;id&quot;:1}</code><pre>TypeError: x is &lt;b&gt;\n    at a.js:1</pre></div></li>',
    )
  })
})

describe('a file name', () => {
  const named = (name: string) => fileName(factsOf(heldLog([[]], name).sessions), 'ndjson')

  test.each([
    ['Pixel 8', 'Pixel-8'],
    ['../../etc/passwd', 'etc-passwd'],
    ['a:b*c?"d<e>f|g', 'a-b-c-d-e-f-g'],
    ['Имя телефона', 'Имя-телефона'],
    ['CON', 'CON-log'],
    ['\u202egpj.exe', 'U+202E-gpj.exe'],
    ['...', 'logs'],
  ])('of %j is %j', (name, start) => {
    expect(named(name)).toBe(`${start}_2026-11-22T20-15-03Z_all.ndjson`)
  })

  test('is safe for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
        expect(named(name)).toMatch(/^[\p{L}\p{M}\p{N}_(][\p{L}\p{M}\p{N}._()+-]*_2026-11-22T20-15-03Z_all\.ndjson$/u)
      }),
    )
  })
})
