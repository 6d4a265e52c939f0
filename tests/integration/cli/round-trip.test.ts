/** `pipe | tail` through the built server: 10,000 mixed lines arrive byte for byte and in order, whichever starts first. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mixedLines } from './mixed-lines.ts'
import { CLI, cli, Program } from './programs.ts'
import { EMAIL, type Served, serve } from './served.ts'

const lines = mixedLines(10_000)
const input = Buffer.from(lines.map((line) => `${line}\n`).join(''))
const programs: Program[] = []
let served: Served
let device: string[]
let api: string[]
/** What a tail needs to print every byte. */
let raw: string[]

beforeAll(async () => {
  served = await serve()
  device = ['--server', served.server.url, '--token', await served.token('device')]
  api = ['--server', served.server.url, '--token', await served.token('api')]
  raw = [...api, '--output', 'raw']
})
afterAll(async () => {
  for (const { process } of programs) process.kill('SIGKILL')
  await served?.remove()
})

function start(...args: string[]): Program {
  const program = cli(...args)
  programs.push(program)
  return program
}

const done = { code: 0, signal: null }

/** Compares without printing megabytes of differences. */
function expectSame(actual: Buffer, wanted: Buffer): void {
  if (actual.equals(wanted)) return
  const [got, want] = [actual, wanted].map((bytes) => bytes.toString().split('\n'))
  const at = want?.findIndex((line, i) => line !== got?.[i]) ?? 0
  expect({ at, line: got?.[at]?.slice(0, 200), lines: got?.length }).toEqual({
    at,
    line: want?.[at]?.slice(0, 200),
    lines: want?.length,
  })
  throw new Error(`${actual.length} bytes in place of ${wanted.length}`)
}

test('tail waits for a device with this name, then the pipe starts; --tee passes its input through unchanged', async () => {
  const tail = start('tail', ...raw, '--device', 'Build 7', '--exit-on-end')
  await tail.waitForStderr(/waiting for the device "Build 7"/)
  const pipe = start('pipe', ...device, '--name', 'Build 7', '--tee')
  pipe.process.stdin.end(input)
  expect(await tail.ended).toEqual(done)
  expectSame(tail.stdout, input)
  expect(await pipe.ended).toEqual(done)
  expectSame(pipe.stdout, input)
  expect(pipe.stderr).toMatch(/^session \w+\nwatch at http:\/\/\S+\/dashboard\/sessions\/\w+\n$/)
  expect(pipe.stderr).not.toContain(device[3])
})

test('tail waits for the next session', async () => {
  const tail = start('tail', ...raw, '--exit-on-end')
  await tail.waitForStderr(/waiting for a session/)
  const pipe = start('pipe', ...device, '--name', 'Other')
  pipe.process.stdin.end(input)
  expect(await tail.ended).toEqual(done)
  expectSame(tail.stdout, input)
  expect(await pipe.ended).toEqual(done)
  expect(pipe.stdout.length).toBe(0)
})

test('tail starts while the ended pipe lingers; Ctrl+C ends the linger', async () => {
  const pipe = start('pipe', ...device, '--linger', '60s')
  pipe.process.stdin.end(input)
  const session = await pipe.waitForStderr(/^session (\w+)$/m)
  const tail = start('tail', ...raw, '--session', session, '--from-start', '--exit-on-end')
  expect(await tail.ended).toEqual(done)
  expectSame(tail.stdout, input)
  pipe.kill('SIGINT')
  expect(await pipe.ended).toEqual(done)
})

test('through a share link, as JSON', async () => {
  const pipe = start('pipe', ...device, '--name', 'Shared')
  const session = await pipe.waitForStderr(/^session (\w+)$/m)
  const link = served.server.cli(['link', 'create', '--email', EMAIL, '--session', session])
  expect(link).toMatch(/^http:\/\/\S+\/s\/[\w-]+#[\w-]+\n$/)
  const tail = start('tail', '--link', link.trim(), '--json', '--from-start', '--exit-on-end')
  await tail.waitForStderr(/session (\w+) of Shared/)
  pipe.process.stdin.end(input)
  expect(await tail.ended).toEqual(done)
  const records = tail.stdout
    .toString()
    .split('\n', lines.length + 1)
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  expectSame(Buffer.from(records.map(({ body }) => `${body}\n`).join('')), input)
  expect(records.every(({ seq }, i) => seq === i + 1)).toBe(true)
  const keys = ['seq', 'time', 'level', 'scope', 'body', 'attributes', 'error', 'device', 'session']
  for (const record of records) expect(Object.keys(record)).toEqual(keys)
  const recordOf = (start: string) => records.find(({ body }) => body.startsWith(start))
  const trace = lines.slice(0, 5)
  expect(records[0]).toMatchObject({ level: 'error', body: trace.join('\n'), device: 'Shared', session })
  expect(records[0].error).toMatchObject({ name: 'java.lang.IllegalStateException', message: 'closed' })
  expect(recordOf('\u001b[31mERROR')).toMatchObject({ level: 'error', error: null, attributes: {} })
  expect(recordOf('{"level":"warn"')).toMatchObject({
    level: 'warn',
    time: '2023-11-14T22:13:20.026Z',
    attributes: { nested: { i: 26 } },
  })
  expect(recordOf('{"level":"error"')).toMatchObject({ level: 'error', attributes: {} })
  expect(await pipe.ended).toEqual(done)
})

test('Ctrl+C is for the program before the pipe: what it writes until it ends still arrives', async () => {
  const tail = start('tail', ...raw, '--device', 'Endless', '--exit-on-end')
  await tail.waitForStderr(/waiting for the device/)
  const pipe = start('pipe', ...device, '--name', 'Endless', '--tee')
  const half = input.subarray(0, 500_000)
  pipe.process.stdin.write(half)
  await pipe.until(() => pipe.stdoutBytes === half.length)
  pipe.kill('SIGINT')
  pipe.process.stdin.end(input.subarray(half.length))
  expect(await pipe.ended).toEqual(done)
  expect(await tail.ended).toEqual(done)
  expectSame(pipe.stdout, input)
  expectSame(tail.stdout, input)
})

test('a reader that exits ends tail, and ends a pipe with --tee after its delivery, quietly', async () => {
  const tail = start('tail', ...raw, '--device', 'Head', '--exit-on-end')
  await tail.waitForStderr(/waiting for the device/)
  const quoted = ['pipe', ...device, '--name', 'Head', '--tee'].map((arg) => `'${arg}'`).join(' ')
  const shell = `set -o pipefail; '${process.execPath}' '${CLI}' ${quoted} | head -n 1`
  const pipe = new Program('bash', ['-c', shell])
  programs.push(pipe)
  pipe.process.stdin.write(`first\n${input}`)
  pipe.process.stdin.end()
  expect(await pipe.ended).toEqual(done)
  expect(pipe.stdout.toString()).toBe('first\n')
  expect(pipe.stderr).toMatch(/^session \w+\nwatch at \S+\n$/)
  expect(await tail.ended).toEqual(done)
  expect(tail.stdout.subarray(0, 6).toString()).toBe('first\n')

  const source = start('pipe', ...device, '--name', 'Source')
  const session = await source.waitForStderr(/^session (\w+)$/m)
  const tailing = ['tail', ...raw, '--session', session, '--from-start'].map((arg) => `'${arg}'`).join(' ')
  const reader = new Program('bash', ['-c', `set -o pipefail; '${process.execPath}' '${CLI}' ${tailing} | head -n 1`])
  programs.push(reader)
  source.process.stdin.write('one\n')
  await reader.until(() => reader.stdout.toString() === 'one\n')
  source.process.stdin.end('two\nthree\n')
  expect(await reader.ended).toEqual(done)
  expect(reader.stderr).toMatch(/^session \w+ of Source\n$/)
  expect(await source.ended).toEqual(done)
})
