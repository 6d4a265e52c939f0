/** Bytes in, lines out, however the bytes are chunked. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LINE_BYTES_MAX, LineSplitter } from '#lib/lines/line-splitter.ts'

function split(chunks: Iterable<Buffer>): string[] {
  const splitter = new LineSplitter()
  const lines = [...chunks].flatMap((chunk) => splitter.take(chunk))
  const rest = splitter.rest()
  return rest === null ? lines : [...lines, rest]
}

function* cutAt(bytes: Buffer, cuts: number[]): Iterable<Buffer> {
  let from = 0
  for (const cut of [...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(from, cut)
    from = cut
  }
}

test('any text, chunked anywhere, gives the same lines', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('\n', '\r', '\u001b', '\0', '\u2028', '🙂', 'é'), fc.string()),
  })
  fc.assert(
    fc.property(text, fc.array(fc.nat()), (text, cuts) => {
      const wellFormed = Buffer.from(text).toString()
      const lines = wellFormed.split('\n')
      if (lines.at(-1) === '') lines.pop()
      expect(split(cutAt(Buffer.from(text), cuts))).toEqual(lines)
    }),
  )
})

test('any bytes, chunked anywhere, give the same result as in one piece', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(fc.nat()), (bytes, cuts) => {
      expect(split(cutAt(Buffer.from(bytes), cuts))).toEqual(split([Buffer.from(bytes)]))
    }),
  )
})

test('a CR stays part of its line, empty lines count, and the last line needs no line end', () => {
  expect(split([Buffer.from('a\r\n\n\r\nb')])).toEqual(['a\r', '', '\r', 'b'])
  expect(split([])).toEqual([])
  expect(split([Buffer.from('\n')])).toEqual([''])
})

test('a line longer than 1 MiB is truncated, and the next line is complete', () => {
  const chunk = Buffer.alloc(300_000, 'x')
  const chunks = [...Array.from({ length: 5 }, () => chunk), Buffer.from('\nnext\n')]
  const [long, next] = split(chunks)
  expect(long).toHaveLength(LINE_BYTES_MAX)
  expect(next).toBe('next')
})
