import { Console } from 'node:console'
import { PassThrough, Writable } from 'node:stream'
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { contextOf, runInContext } from '#lib/sdk/adapters/request-context.ts'
import { type ConsoleLike, captureConsole } from '#lib/sdk/capture/capture-console.ts'
import { captureOutput, type OutputHost } from '#lib/sdk/capture/capture-output.ts'
import { addAnnouncer } from '#lib/sdk/capture/capture-output-known.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import { type Recorded, recorded } from './recorded.ts'

interface Host extends Recorded {
  stdout: PassThrough
  stderr: PassThrough
  written: () => string
  exit: () => void
  stop: () => void
}

/** A process of its own, whose streams the test reads. */
function capturing(given?: Writable): Host {
  const sdk = recorded()
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const chunks: Buffer[] = []
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const exits = new Set<() => void>()
  const process = {
    stdout: given ?? stdout,
    stderr,
    on: (_: string, listener: () => void) => exits.add(listener),
    off: (_: string, listener: () => void) => exits.delete(listener),
  }
  const stop = captureOutput({ log: sdk.logger.log, wallMs: () => 5 }, { process } as unknown as OutputHost)
  onTestFinished(stop)
  return {
    ...sdk,
    stdout,
    stderr,
    written: () => Buffer.concat(chunks).toString(),
    exit: () => {
      for (const listener of exits) listener()
    },
    stop,
  }
}

const bodies = ({ seen }: Recorded) => seen().map(({ body }) => body)

test('each line of stdout and stderr is a record with the name of its stream', () => {
  const host = capturing()
  host.stdout.write('one\ntwo\n')
  host.stderr.write('three\r\n')
  expect(host.records()).toMatchObject([
    { body: 'one', scope: 'stdout', timeMs: 5 },
    { body: 'two', scope: 'stdout' },
    { body: 'three', scope: 'stderr' },
  ])
})

test('lines that are written piece by piece are joined, also inside a character and with bytes among the text', () => {
  const host = capturing()
  const bytes = Buffer.from('Grüße 🙂\n')
  for (const byte of bytes) host.stdout.write(Uint8Array.of(byte))
  host.stdout.write('a')
  host.stdout.write(Buffer.from('b'))
  host.stdout.write('c\n')
  expect(bodies(host)).toEqual(['Grüße 🙂', 'abc'])
})

test.each([
  ['R3LDvMOfZQo=', 'base64', 'Grüße'],
  ['4772c3bcc39f650a', 'hex', 'Grüße'],
  ['Grüße\n', 'utf8', 'Grüße'],
  ['Gr\u00fc\u00dfe\n', 'latin1', 'Grüße'],
  ['Grüße\n', 'utf16le', 'Grüße'],
])('text in the encoding of the write is read as it was meant: %j as %s', (text, encoding, body) => {
  const host = capturing()
  host.stdout.write(text, encoding as BufferEncoding)
  expect(bodies(host)).toEqual([body])
})

test('blank lines are no records, and of a line that was overwritten by CR the last state is', () => {
  const host = capturing()
  host.stdout.write('\n  \n 10 %\r 20 %')
  host.stdout.write('\r100 %\r\ndone\n')
  expect(bodies(host)).toEqual(['100 %', 'done'])
})

test('a line says its level where it has one; a line of JSON stays byte for byte, with its level and time', () => {
  const host = capturing()
  const json = '{"level":"warn","time":1700000000123, "msg":"placed","id":7}'
  host.stdout.write(`[ERROR] failed\nplain\n${json}\n`)
  expect(host.records()).toMatchObject([
    { level: 'error', body: '[ERROR] failed' },
    { level: 'unknown', body: 'plain', timeMs: 5 },
    { level: 'warn', body: json, isJson: true, timeMs: 1_700_000_000_123, attributes: { id: 7 } },
  ])
})

test('inside a request each line carries its id, a line of JSON too', async () => {
  const host = capturing()
  const context = contextOf((name) => (name === 'x-request-id' ? 'mine' : undefined), 'x-request-id')
  const close = addAnnouncer()
  runInContext(context, () => host.stdout.write('plain\n{"level":"warn","msg":"placed","id":7}\n'))
  await Promise.resolve()
  close()
  expect(host.seen()).toEqual([
    { level: 'unknown', body: 'plain', scope: 'stdout', attributes: { requestId: 'mine' } },
    { level: 'warn', body: 'placed', scope: 'stdout', attributes: { level: 'warn', id: 7, requestId: 'mine' } },
  ])
})

test('an error with its stack is one record, and so is an object over several lines, where one write brings them', () => {
  const host = capturing()
  const error = Object.assign(new TypeError('no'), { code: 'E' })
  const object = { list: Array.from({ length: 40 }, (_, i) => `item ${i}`) }
  host.stderr.write(`${inspect(error)}\nnext\n`)
  host.stderr.write(`${inspect(object)}\n\n  indented from the start\n`)
  host.stderr.write('  by itself\n')
  expect(host.seen().map(({ level, body }) => [level, body])).toEqual([
    ['error', inspect(error)],
    ['unknown', 'next'],
    ['unknown', inspect(object)],
    ['unknown', '  indented from the start'],
    ['unknown', '  by itself'],
  ])
})

test('a line without end is sent at exit, when capture stops, and when it is longer than a record', () => {
  const host = capturing()
  host.stdout.write('Name? ')
  expect(bodies(host)).toEqual([])
  host.exit()
  expect(bodies(host)).toEqual(['Name? '])
  host.stderr.write('rest')
  host.stdout.write('x'.repeat(LIMITS.recordBytesMax + 1))
  expect(bodies(host)).toHaveLength(2)
  host.stop()
  expect(bodies(host).at(-1)).toBe('rest')
})

test('the stream gets every write with its arguments, and the host its results, callbacks and errors', async () => {
  const calls: unknown[][] = []
  const stream = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => setImmediate(done) })
  const own = stream.write
  stream.write = function (this: Writable, ...args: unknown[]) {
    calls.push(args)
    return Reflect.apply(own, this, args)
  } as typeof stream.write
  const host = capturing(stream)
  expect(stream.write.length).toBe(0)
  const done = new Promise((resolve) => stream.write('a\n', 'utf8', resolve))
  expect(stream.write('b\n')).toBe(false)
  await done
  expect(() => stream.write(null)).toThrow('May not write null')
  expect(() => (stream.write as (chunk: unknown) => void)({})).toThrow(TypeError)
  expect(calls).toEqual([['a\n', 'utf8', expect.any(Function)], ['b\n'], [null], [{}]])
  expect(bodies(host)).toEqual(['a', 'b'])
  host.stop()
  stream.write('c\n')
  expect(bodies(host)).toEqual(['a', 'b'])
})

test('capture goes on after a stream that throws', () => {
  const host = capturing()
  const { stdout } = host
  stdout.end()
  expect(() => stdout.emit('error', new Error('EPIPE'))).toThrow('EPIPE')
  const failing = { write: () => { throw new Error('EIO') } } // biome-ignore format: one line
  const sdk = recorded()
  const stop = captureOutput({ log: sdk.logger.log, wallMs: () => 0 }, {
    process: { stdout: failing, stderr: host.stderr, on: () => {} },
  } as unknown as OutputHost)
  expect(() => failing.write()).toThrow('EIO')
  host.stderr.write('later\n')
  stop()
  expect(bodies(sdk)).toEqual(['later'])
})

test('a sink that throws does not reach the host', () => {
  const stdout = new PassThrough()
  const process = { stdout, stderr: new PassThrough(), on: () => {} }
  const broken = () => {
    throw new Error('ours')
  }
  onTestFinished(captureOutput({ log: broken, wallMs: () => 0 }, { process } as unknown as OutputHost))
  expect(stdout.write('x\n')).toBe(true)
  expect(String(stdout.read())).toBe('x\n')
})

test('what captureConsole sends, and what the SDK itself prints, is not sent a second time', () => {
  const host = capturing()
  const console = new Console(host.stdout, host.stderr)
  onTestFinished(captureConsole(host.logger.log, () => 0, console as unknown as ConsoleLike))
  console.log('by the console')
  console.error(new Error('also'))
  runAsSdk(() => host.stderr.write('Agent Logger: the server does not respond.\n'))
  host.stdout.write('past the console\n')
  expect(bodies(host)).toEqual(['by the console', 'Error: also', 'past the console'])
  expect(host.written()).toBe('by the console\npast the console\n')
})

test('two loggers that capture both get each line, and stop in any order', () => {
  const host = capturing()
  const other = recorded()
  const process = { stdout: host.stdout, stderr: host.stderr, on: () => {} }
  const stop = captureOutput({ log: other.logger.log, wallMs: () => 0 }, { process } as unknown as OutputHost)
  host.stdout.write('both\n')
  host.stop()
  host.stdout.write('one\n')
  stop()
  host.stdout.write('none\n')
  expect([bodies(host), bodies(other)]).toEqual([['both'], ['both', 'one']])
})

test('secrets in a line are redacted', () => {
  const host = capturing()
  host.stdout.write('GET https://x.example/?token=hunter2hunter2 {"password":"hunter2"}\n')
  expect(bodies(host).join()).not.toContain('hunter2')
})

test('a stream that cannot be made, or replaced, leaves the other one captured', () => {
  const { logger, seen } = recorded()
  const stderr = new PassThrough()
  const failing = {
    get stdout(): never {
      throw new Error('EBADF')
    },
  }
  for (const given of [failing, { stdout: Object.freeze({ write: () => true }) }]) {
    const process = Object.assign(Object.create(given) as object, { stderr, on: () => {} })
    const stop = captureOutput({ log: logger.log, wallMs: () => 0 }, { process } as unknown as OutputHost)
    stderr.write('x\n')
    stop()
  }
  expect(seen().map(({ body }) => body)).toEqual(['x', 'x'])
})

test('where there are no streams nothing happens', () => {
  expect(captureOutput({ log: () => {}, wallMs: () => 0 }, {})()).toBeUndefined()
  expect(captureOutput({ log: () => {}, wallMs: () => 0 }, { process: { on: () => {} } })()).toBeUndefined()
})
