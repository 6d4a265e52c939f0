/**
 * Mutated syslog and journal streams: whatever comes, the decoders neither crash nor hang, and hold no more than their bounds.
 * `LONG=1` mutates 100,000 of each.
 */
import { expect, test } from 'vitest'
import { JournalEntries } from '#lib/ingest/journal-entries.ts'
import { recordOfEntry, sourceOfEntry } from '#lib/ingest/journal-record.ts'
import { Undecodable } from '#lib/ingest/source.ts'
import { SyslogFrames } from '#lib/ingest/syslog-frames.ts'
import { readSyslog } from '#lib/ingest/syslog-message.ts'
import { recordOfSyslog, sourceOfSyslog, takeOwnElement } from '#lib/ingest/syslog-record.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { encodeRecord, type LogRecord } from '#lib/protocol/record.ts'
import { inTime } from '#tests/support/in-time.ts'

const MUTATIONS = process.env.LONG ? 100_000 : 2_000
const NOW_MS = 1_796_000_000_000

const SYSLOG = [
  '<34>1 2003-10-11T22:14:15.003Z host su 12 ID47 [a@1 x="1" y="q\\"\\]"][agl@32473 token="agl_d_1"] \uFEFFbody\n',
  '<34>Oct 11 22:14:15 host su[12]: body\n<13>Feb  5 17:32:18 10.0.0.99 text\n',
  '45 <13>1 - - - - - [a b="c"][d e="f"] counted body\n12 <14>app: next<15>{"level":"error","msg":"m"}\n',
]
const JOURNAL = [
  '__CURSOR=a\nPRIORITY=3\nMESSAGE=m\n_PID=1\n\nMESSAGE\n\x05\0\0\0\0\0\0\0a\nb\nc\nX=1\n\nMESSAGE=last\n\n',
]

/** Repeatable. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const TEXTS = ['[', ']', '"', '\\', '<', '>', '\n', '\0', ' ', '=', '__proto__', '99999 <', '\u{1f600}', '-', '1 ', ':']

function mutated(seeds: readonly string[], random: () => number): Buffer {
  let bytes = Buffer.from(seeds[Math.floor(random() * seeds.length)] ?? '')
  for (let n = 1 + Math.floor(random() * 6); n > 0; n--) {
    const at = Math.floor(random() * bytes.byteLength)
    const kind = Math.floor(random() * 5)
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
    const text = Buffer.from(TEXTS[Math.floor(random() * TEXTS.length)] ?? '')
    if (kind === 0) bytes = Buffer.concat([before, text, after])
    else if (kind === 1) bytes = Buffer.concat([before, after.subarray(1 + Math.floor(random() * 8))])
    else if (kind === 2) bytes = Buffer.concat([before, Buffer.from([Math.floor(random() * 256)]), after.subarray(1)])
    else if (kind === 3) bytes = Buffer.concat([before, bytes.subarray(Math.floor(random() * at), at), after])
    else bytes = Buffer.concat([before, Buffer.alloc(Math.floor(random() * 300), text), after])
  }
  return bytes
}

function* pieces(bytes: Buffer, random: () => number): Generator<Buffer> {
  for (let at = 0; at < bytes.byteLength; ) {
    const end = at + 1 + Math.floor(random() * bytes.byteLength)
    yield bytes.subarray(at, end)
    at = end
  }
}

/** What a record must be, whatever it was made of. */
function check(record: LogRecord): void {
  if (!Number.isFinite(record.timeMs) || typeof record.body !== 'string') expect.fail(JSON.stringify(record))
  JSON.parse(encodeRecord(record))
}

const line = (body: string): LogRecord => ({ timeMs: NOW_MS, level: 'unknown', body })

test(`${MUTATIONS} syslog streams`, () => {
  const random = randomFrom(20_261)
  let messages = 0
  for (let n = 0; n < MUTATIONS; n++) {
    const frames = new SyslogFrames()
    const stream = mutated(SYSLOG, random)
    const found = [...pieces(stream, random)].flatMap((piece) => [...frames.push(piece)])
    for (const { bytes, isCut } of [...found, ...frames.end()]) {
      const message = readSyslog(bytes, NOW_MS)
      takeOwnElement(message)
      if (!sourceOfSyslog(message).name) expect.fail(bytes.toString())
      check(recordOfSyslog(message, line, { isCut, receivedAtMs: NOW_MS }))
      messages++
    }
  }
  expect(messages).toBeGreaterThan(MUTATIONS)
})

test(`${MUTATIONS} journals`, () => {
  const random = randomFrom(20_262)
  let [read, refused] = [0, 0]
  for (let n = 0; n < MUTATIONS; n++) {
    const entries = new JournalEntries()
    try {
      const stream = mutated(JOURNAL, random)
      const found = [...pieces(stream, random)].flatMap((piece) => [...entries.push(piece)])
      for (const entry of [...found, ...entries.end()]) {
        if (!sourceOfEntry(entry).name) expect.fail('no name')
        check(recordOfEntry(entry, NOW_MS))
        read++
      }
    } catch (error) {
      expect(error).toBeInstanceOf(Undecodable)
      refused++
    }
  }
  expect(read).toBeGreaterThan(0)
  expect(refused).toBeGreaterThan(0)
})

const MESSAGE = LIMITS.syslogMessageBytesMax
test.each([
  ['blanks', ' '.repeat(MESSAGE)],
  ['line ends inside', `${'\n'.repeat(MESSAGE - 20)}x`],
  ['brackets', `<13>1 - - - - - ${'['.repeat(MESSAGE)}`],
  ['elements', `<13>1 - - - - - ${'[a b="c"]'.repeat(MESSAGE / 10)}`],
  ['parameters', `<13>1 - - - - - [a${' b="c"'.repeat(MESSAGE / 8)}`],
  ['backslashes', `<13>1 - - - - - [a b="${'\\'.repeat(MESSAGE)}`],
  ['a long name', `<13>1 - - - - - [${'a'.repeat(MESSAGE)}`],
  ['a long word', `<13>${'a'.repeat(MESSAGE)}`],
  ['colons', `<13>${':'.repeat(MESSAGE)}`],
  ['digits', `<13>${'1'.repeat(MESSAGE)}`],
  ['a long host', `<13>Oct 11 22:14:15 ${'a'.repeat(MESSAGE)}`],
])('the largest message made of %s is read in no time', (_name, text) => {
  const startedMs = performance.now()
  for (let n = 0; n < 5; n++) readSyslog(Buffer.from(text), NOW_MS)
  // Two milliseconds each on an idle machine; with a quadratic step, each would take seconds.
  expect(performance.now() - startedMs).toBeLessThan(inTime(2_000))
})

test('what a stream that never ends its message holds is bounded', () => {
  const before = process.memoryUsage().arrayBuffers
  const [frames, entries] = [new SyslogFrames(), new JournalEntries()]
  const chunk = Buffer.alloc(64 * 1024, 'A')
  for (const _ of entries.push(Buffer.from('MESSAGE='))) expect.fail()
  for (let n = 0; n < 1_000; n++) {
    for (const _ of frames.push(chunk)) expect.fail()
    for (const _ of entries.push(chunk)) expect.fail()
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024)
})
