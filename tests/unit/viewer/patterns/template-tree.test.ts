/** Every line fits its own template, the same lines give the same templates, and hostile lines find the bounds. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskedWords } from '#lib/viewer/patterns/masked-words.ts'
import { mergedWord } from '#lib/viewer/patterns/merged-word.ts'
import { OTHER, TEMPLATES_MAX, TemplateTree } from '#lib/viewer/patterns/template-tree.ts'

/** What a template means, as slowly as it can be said: `<*>` is one word or more, or one character or more inside of a word. */
function fits(template: string, line: string): boolean {
  const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  const words = template
    .split(' ')
    .map((word) =>
      word === '<*>' ? String.raw`\S+(?:\s+\S+)*?` : word.split('<*>').map(escaped).join(String.raw`\S+`),
    )
  return new RegExp(`^${words.join(String.raw`\s+`)}$`, 'u').test(line.trim())
}

function mine(lines: readonly string[]) {
  const tree = new TemplateTree()
  const ids = lines.map((line) => tree.add(line))
  return { tree, ids, texts: ids.map((id) => tree.text(id)) }
}

const word = fc.constantFrom(
  ...[
    'Connected',
    'to',
    'user=ann',
    'user=bob',
    'user=',
    'took',
    '31ms',
    '4',
    '-5',
    '10.0.0.1:80',
    '"a',
    'b"',
    '"c"',
    "it's",
  ],
  ...[
    '/cart/12/items',
    '/cart/x/items',
    'blk_-12',
    '0x1f',
    'deadbeef01',
    '2026-11-23T14:03:07.250Z',
    '<*>',
    '<*>x',
    'a<*>b',
  ],
  ...[
    'Ошибка',
    '第12页',
    '\u00a0',
    '__proto__',
    'constructor',
    '[x=1,',
    'y=2]',
    '\ud83d\ude00',
    '\ud83d',
    '٣٤',
    'e\u0301',
  ],
)
const line = fc.oneof(
  fc.array(word, { maxLength: 9 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(word, { minLength: 45, maxLength: 60 }).map((words) => words.join('  ')),
)

describe('each line', () => {
  test('fits its own masked words', () => {
    fc.assert(
      fc.property(line, (text) => fits(maskedWords(text).join(' '), text)),
      { numRuns: 500 },
    )
  })

  test('fits its template, also after other lines have widened it', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const { texts } = mine(lines)
        for (const [i, text] of lines.entries()) expect(fits(texts[i] ?? '', text), `${texts[i]} ← ${text}`).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('has the same template in every run', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        expect(mine(lines).texts).toEqual(mine(lines).texts)
      }),
      { numRuns: 50 },
    )
  })
})

test('two words share a word that both fit', () => {
  fc.assert(
    fc.property(word, word, (one, other) => {
      const merged = mergedWord(one, other)
      return one.trim() === '' || other.trim() === '' || (fits(merged, one) && fits(merged, other))
    }),
    { numRuns: 500 },
  )
})

describe('what varies', () => {
  test.each([
    ['GET /cart/12/items took 31ms', 'GET /cart/<*>/items took <*>ms'],
    ['from 10.251.73.220:50010 at 2026-11-23T14:03:07.250Z', 'from <*> at <*>'],
    ['block blk_-6952295868487656571 terminating', 'block blk_<*> terminating'],
    ['id 4f9a1c2e-77b1-4f0e-9a52-0c9d3b1e2f44 and 0x7fed806eb5d', 'id <*> and <*>'],
    ['tag="View Lock", name=com.app', '<*> name=com.app'],
    ['key "abc" is old', 'key "<*>" is old'],
    ['worker12 of shop-v6 is facade', 'worker<*> of shop-v<*> is facade'],
    ['1 2 3 done', '<*> done'],
  ])('%s', (text, template) => {
    expect(maskedWords(text).join(' ')).toBe(template)
  })

  test('is what differs between lines, and keeps what they share', () => {
    const { texts } = mine([
      'user=ann opened the red cart',
      'user=bob opened the red cart',
      'user=eve opened the blue cart',
    ])
    expect(new Set(texts)).toEqual(new Set(['user=<*> opened the <*> cart']))
  })

  test('does not count as shared', () => {
    const { texts } = mine(['started 1 2,x 3', 'stopped 4 5,x 6'])
    expect(new Set(texts).size).toBe(2)
  })
})

describe('hostile lines', () => {
  test('different lines without end find the bound', () => {
    const tree = new TemplateTree()
    const letters = (n: number) => n.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '')
    let other = 0
    for (let i = 0; i < 200_000; i++)
      if (tree.add(`${letters(i)} ${letters(i * 7)}${i % 7 === 0 ? ' x' : ''}`) === OTHER) other++
    expect(tree.size).toBeLessThanOrEqual(TEMPLATES_MAX)
    expect(other).toBeGreaterThan(0)
  })

  test('very long lines and words leave short templates', () => {
    for (const text of [
      'x'.repeat(1e6),
      'x '.repeat(5e5),
      '1 a '.repeat(3e5),
      `"${' a'.repeat(5e5)}`,
      '"'.repeat(1e5),
      '<*>'.repeat(1e5),
    ]) {
      const { texts } = mine([text])
      expect(texts[0]?.length).toBeLessThan(1_000)
    }
  })

  test('names of built-ins are words like any others', () => {
    const { texts } = mine(['__proto__ x y', 'constructor x y', 'toString x y', 'hasOwnProperty'])
    expect(texts).toEqual(['__proto__ x y', 'constructor x y', 'toString x y', 'hasOwnProperty'])
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})

test('templates that nobody wants make room, and the others keep their numbers', () => {
  const { tree, ids } = mine(['alpha one', 'beta two', 'gamma three'])
  tree.retain((id) => id !== ids[1])
  expect(tree.text(ids[0] as number)).toBe('alpha one')
  expect(tree.text(ids[1] as number)).toBeNull()
  expect(tree.add('delta four')).toBe(ids[1])
  expect(tree.add('gamma three')).toBe(ids[2])
})
