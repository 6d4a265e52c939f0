/** What a record's detail makes of texts: links, set lines, editor addresses, shared ids. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attributesPreview, rowError } from '#lib/viewer/display-body.ts'
import { editorLink, isSafeTemplate, NO_EDITOR } from '#lib/viewer/editor-link.ts'
import { PRETTY_CHARS_MAX, prettyText } from '#lib/viewer/pretty-text.ts'
import { sharedIds } from '#lib/viewer/record-ids.ts'
import { linkPieces } from '#lib/viewer/text-links.ts'
import { inTime } from '#tests/support/in-time.ts'

const hrefs = (text: string) => linkPieces(text).flatMap(({ href }) => (href ? [href] : []))

test('addresses of the web are links, and sentences end outside them', () => {
  expect(hrefs('See https://shop.example/a?b=1#c, or (http://x.example/y).')).toEqual([
    'https://shop.example/a?b=1#c',
    'http://x.example/y',
  ])
  expect(hrefs('https://en.example/wiki/Foo_(bar)')).toEqual(['https://en.example/wiki/Foo_(bar)'])
})

test.each([
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript://x',
  'file:///etc/passwd',
  'https://bank.example@evil.example/',
  'https://user:word@evil.example/',
  'https://bаnk.example/', // with a Cyrillic а
  'https://shop.example‮moc.live/',
])('%s is no link', (text) => {
  expect(hrefs(text)).toEqual([])
})

test('the pieces of any text are the text', () => {
  const part = fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('https://', 'http://a.b', ')', '. '))
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join('')
      expect(
        linkPieces(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
    }),
  )
})

test('JSON is set in lines with its numbers and names as they were written', () => {
  expect(prettyText('{"a":1.10,"b":[1e400,{}],"a":"x, {y}"}')).toEqual({
    kind: 'JSON',
    text: '{\n  "a": 1.10,\n  "b": [\n    1e400,\n    {}\n  ],\n  "a": "x, {y}"\n}',
  })
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const pretty = prettyText(JSON.stringify([value]))
      if (pretty) expect(JSON.parse(pretty.text)).toEqual([JSON.parse(JSON.stringify(value))])
    }),
  )
})

test('XML and SQL are set in lines; nothing but blanks changes', () => {
  expect(prettyText('<a x="1"><b>Ada</b><c/></a>')?.text).toBe('<a x="1">\n  <b>Ada</b>\n  <c/>\n</a>')
  const sql =
    "SELECT id, 'a FROM b' FROM cart LEFT JOIN item ON item.cart = cart.id WHERE id = $1 AND total > 0 ORDER BY id"
  expect(prettyText(sql)?.text).toBe(
    "SELECT id, 'a FROM b'\nFROM cart\nLEFT JOIN item ON item.cart = cart.id\nWHERE id = $1\n  AND total > 0\nORDER BY id",
  )
  const blank = (text: string) => text.replace(/\s+/g, '')
  for (const text of [sql, '<a><b>x y</b></a>', '[1,2]']) expect(blank(prettyText(text)?.text ?? '')).toBe(blank(text))
})

test.each(['hello', 'select all of it', '<not xml', '{"cut": ', 'update: done', '{', ''])(
  '%j stays as it is',
  (text) => {
    expect(prettyText(text)).toBeNull()
  },
)

test('a long or hostile text is left alone in no time', () => {
  expect(prettyText(`[${'1,'.repeat(PRETTY_CHARS_MAX)}1]`)).toBeNull()
  for (const text of [
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    `SELECT ${"'".repeat(30_001)} FROM x`,
    '<a>'.repeat(20_000),
  ]) {
    const startMs = performance.now()
    prettyText(text)
    expect(performance.now() - startMs).toBeLessThan(inTime(2_000))
  }
})

test('a place opens in the editor that a person chose', () => {
  const place = { file: '/app/my cart.ts', line: 3, column: 7 }
  expect(editorLink(NO_EDITOR, place)).toBeNull()
  expect(editorLink({ ...NO_EDITOR, editor: 'vscode' }, place)).toBe('vscode://file/app/my%20cart.ts:3:7')
  expect(editorLink({ ...NO_EDITOR, editor: 'vscode' }, { file: 'C:\\shop\\a.ts', line: 1, column: null })).toBe(
    'vscode://file/C:/shop/a.ts:1:1',
  )
  const inFolder = { ...NO_EDITOR, editor: 'vscode' as const, folder: '/home/ada/shop/' }
  expect(editorLink(inFolder, { file: 'webpack://shop/./src/a.ts', line: 1, column: 2 })).toBe(
    'vscode://file/home/ada/shop/src/a.ts:1:2',
  )
  expect(editorLink(inFolder, { file: '../../etc/passwd', line: 1, column: 1 })).toBeNull()
})

test.each([
  'javascript:alert({file})',
  'https://evil.example/{file}',
  'data:text/html,{file}',
  ' javascript:alert({file})',
  'vscode:no-file',
  `vscode://${'a'.repeat(600)}{file}`,
])('%s is no template', (template) => {
  expect(isSafeTemplate(template)).toBe(false)
  expect(editorLink({ editor: 'custom', template, folder: '' }, { file: '/a.ts', line: 1, column: 1 })).toBeNull()
})

test('records of one request share its ids, whatever loggers call them', () => {
  expect(sharedIds({ traceId: 'abc', attributes: { requestId: 'r-1' } })).toEqual([
    { kind: 'trace', key: 'trace', value: 'abc' },
    { kind: 'request', key: 'requestId', value: 'r-1' },
  ])
  expect(sharedIds({ attributes: { req: { id: 7 } } })).toEqual([{ kind: 'request', key: 'req.id', value: '7' }])
  expect(sharedIds({ traceId: '00000000', attributes: { ['__proto__']: { id: 'x' } } })).toEqual([])
})

test('neither a key nor the name of an error breaks the line of a row', () => {
  const forged = 'paid\n23:59:59.999 ERROR forged'
  const record = { timeMs: 1, level: 'error' as const, body: 'x', attributes: { [forged]: forged } }
  expect(attributesPreview(record)).not.toMatch(/[\r\n]/)
  expect(rowError({ ...record, error: { name: forged, message: forged } }, 'x')?.name).not.toMatch(/[\r\n]/)
})
