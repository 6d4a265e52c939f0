/** `pipe | tail --output raw` of a file that is twice as long as the ring: every byte of 100,000 mixed lines comes back. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mixedLines } from '#tests/integration/cli/mixed-lines.ts'
import { cli, type Program } from '#tests/integration/cli/programs.ts'
import { type Served, serve } from '#tests/integration/cli/served.ts'

const LINES = 100_000
const programs: Program[] = []
let served: Served

beforeAll(async () => {
  served = await serve()
})
afterAll(async () => {
  for (const { process } of programs) process.kill('SIGKILL')
  await served?.remove()
})

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test('100,000 mixed lines come back byte for byte', { timeout: 600_000 }, async () => {
  const input = Buffer.from(
    mixedLines(LINES)
      .map((line) => `${line}\n`)
      .join(''),
  )
  const at = (token: string) => ['--server', served.server.url, '--token', token]
  const tail = cli('tail', ...at(await served.token('api')), '--device', 'Long', '--output', 'raw', '--exit-on-end')
  programs.push(tail)
  await tail.waitForStderr(/waiting for the device "Long"/)
  const pipe = cli('pipe', ...at(await served.token('device')), '--name', 'Long')
  programs.push(pipe)
  pipe.process.stdin.end(input)
  expect(await tail.ended).toEqual({ code: 0, signal: null })
  expect(await pipe.ended).toEqual({ code: 0, signal: null })
  expect(tail.stderr).not.toContain('lost:')
  expect({ bytes: tail.stdout.length, digest: digest(tail.stdout) }).toEqual({
    bytes: input.length,
    digest: digest(input),
  })
})
