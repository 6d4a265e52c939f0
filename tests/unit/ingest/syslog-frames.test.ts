/** Framing of RFC 6587, in pieces of every size. */
import { expect, test, vi } from 'vitest'
import { SyslogFrames } from '#lib/ingest/syslog-frames.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

function framed(stream: string | Buffer, chunkBytes = Number.POSITIVE_INFINITY): string[] {
  const frames = new SyslogFrames()
  const bytes = Buffer.from(stream)
  const found: string[] = []
  const take = (frame: { bytes: Uint8Array; isCut: boolean }) =>
    found.push(Buffer.from(frame.bytes).toString() + (frame.isCut ? '…' : ''))
  for (let at = 0; at < bytes.byteLength; at += chunkBytes)
    for (const frame of frames.push(bytes.subarray(at, at + chunkBytes))) take(frame)
  for (const frame of frames.end()) take(frame)
  return found
}

const STREAMS: [name: string, stream: string, frames: string[]][] = [
  ['counted', '5 <1>ab6 <1>ü\n', ['<1>ab', '<1>ü\n']],
  ['counted, with line ends inside and between', '8 <1>a\nb\nc\n\n5 <1>de', ['<1>a\nb\nc', '<1>de']],
  ['ended by line feeds', '<1>a\n<1>b\r\n\n<1>c', ['<1>a', '<1>b\r', '<1>c']],
  ['mixed', '<1>a\n4 <1>b<1>c\n4 <1>d', ['<1>a', '<1>b', '<1>c', '<1>d']],
  [
    'text that begins with a number',
    '2026 was a year\n0 <1>x\n12345678 <1>y\n7<1>\n',
    ['2026 was a year', '0 <1>x', '12345678 <1>y', '7<1>'],
  ],
  ['counted with too few bytes at the end', '4 <1>a99 <1>b', ['<1>a']],
  ['a number at the end', '<1>a\n12', ['<1>a', '12']],
  ['nothing', '', []],
  ['blank lines', '\n\n\0\n', []],
]

test.each(STREAMS)('%s', (_name, stream, frames) => {
  for (const chunkBytes of [1, 2, 3, 5, 8, 1000]) expect(framed(stream, chunkBytes), `${chunkBytes}`).toEqual(frames)
})

test.each([1000, 64 * 1024 + 1, 1_000_000])(
  'of a longer message the beginning is kept, in pieces of %i bytes',
  (chunk) => {
    const long = `<1>${'x'.repeat(LIMITS.syslogMessageBytesMax * 3)}`
    const kept = `${long.slice(0, LIMITS.syslogMessageBytesMax)}…`
    expect(framed(`${long}\n<1>b\n`, chunk)).toEqual([kept, '<1>b'])
    expect(framed(`${long.length} ${long}4 <1>b`, chunk)).toEqual([kept, '<1>b'])
    const exact = long.slice(0, LIMITS.syslogMessageBytesMax)
    expect(framed(`${exact}\n<1>b\n`, chunk)).toEqual([exact, '<1>b'])
  },
)

test('a message that arrives byte by byte costs no more than its length', () => {
  const frames = new SyslogFrames()
  const alloc = vi.spyOn(Buffer, 'alloc')
  for (let i = 0; i < 4 * LIMITS.syslogMessageBytesMax; i++)
    for (const _ of frames.push(Buffer.from('x'))) expect.fail()
  expect([...frames.end()]).toMatchObject([{ isCut: true }])
  const allocated = alloc.mock.calls.reduce((sum, [bytes]) => sum + bytes, 0)
  alloc.mockRestore()
  // Copying all that is kept for each byte would allocate 8 GB.
  expect(allocated).toBeLessThan(4 * LIMITS.syslogMessageBytesMax)
})
