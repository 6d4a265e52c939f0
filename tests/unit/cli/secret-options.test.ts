/** Tokens, links and codes from flags, files, stdin and variables, and what is said of each. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import type { Streams } from '#lib/cli/command.ts'
import { readSecret, type SecretParts, variableOf } from '#lib/cli/secret-options.ts'
import { runMain } from './fake-streams.ts'

const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-secrets-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function fileWith(text: string, mode = 0o600): string {
  const file = path.join(dir, String(Math.random()))
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}

async function read(parts: Partial<SecretParts> & { env?: Streams['env']; stdin?: string; isTTY?: boolean }) {
  const stderr = Object.assign(new PassThrough(), { isTTY: parts.isTTY ?? false })
  const stdin = Readable.from([Buffer.from(parts.stdin ?? '')])
  const streams: Streams = { stdin, stdout: new PassThrough(), stderr, env: parts.env ?? {} }
  const { value, file, isStdinFree = true } = parts
  const secret = await readSecret('token', { value, file, streams, isStdinFree })
  return { secret, said: String(stderr.read() ?? '') }
}

describe('a token', () => {
  test('comes from the variable when no flag gives it', async () => {
    const env = { AGENT_LOGGER_TOKEN: ' agl_v\n' }
    expect(await read({ env })).toEqual({ secret: 'agl_v', said: '' })
    expect((await read({ env, value: 'agl_f' })).secret).toBe('agl_f')
    expect((await read({ env, file: fileWith('agl_p\n') })).secret).toBe('agl_p')
    expect((await read({ env: { AGENT_LOGGER_TOKEN: '' } })).secret).toBeUndefined()
    expect(variableOf('direct-code')).toBe('AGENT_LOGGER_DIRECT_CODE')
  })

  test('comes from the first line of stdin, where that is free', async () => {
    expect((await read({ value: '-', stdin: 'agl_s\nnot this' })).secret).toBe('agl_s')
    await expect(read({ value: '-', stdin: '\n' })).rejects.toThrow('--token - is empty')
    await expect(read({ value: '-', stdin: 'x'.repeat(5_000) })).rejects.toThrow('more than 4096 bytes')
    await expect(read({ value: '-', isStdinFree: false })).rejects.toThrow('stdin carries the log')
  })

  test('on the command line is followed by one hint, on a terminal only', async () => {
    const { said } = await read({ value: 'agl_f', isTTY: true })
    expect(said).toMatch(/^the value of --token is visible to other users [^\n]+AGENT_LOGGER_TOKEN or --token-file\n$/)
    expect((await read({ value: 'agl_f' })).said).toBe('')
    expect((await read({ value: '-', stdin: 'x', isTTY: true })).said).toBe('')
  })

  test('in a file that others can read works, with a warning', async () => {
    const file = fileWith('agl_p', 0o644)
    expect(await read({ file })).toEqual({
      secret: 'agl_p',
      said: `other users of this machine can read ${file}; run chmod 600 on it\n`,
    })
    expect((await read({ file: fileWith('agl_p') })).said).toBe('')
  })

  test.each([
    ['missing', () => path.join(dir, 'missing'), 'cannot be read (ENOENT)'],
    ['a folder', () => dir, 'cannot be read (EISDIR)'],
    ['empty', () => fileWith(' \n'), 'is empty'],
    ['of two lines', () => fileWith('agl_a\nagl_b\n'), 'must hold the secret alone'],
    ['huge', () => fileWith('x'.repeat(100_000)), 'holds more than 4096 bytes'],
  ])('in a file that is %s is wrong usage', async (_, make, says) => {
    const file = make()
    const failure = await read({ file }).catch((error: Error) => error)
    expect(failure).toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(`--token-file ${file} ${says}`),
    })
    expect(String(failure)).not.toContain('agl_')
  })
})

const TOKEN = { AGENT_LOGGER_TOKEN: 'agl_d_x' }
test.each<[args: string[], env: Record<string, string>, says: string]>([
  [['pipe'], { AGENT_LOGGER_SERVER: 'logs.example.com', ...TOKEN }, 'AGENT_LOGGER_SERVER must look like https://'],
  [['pipe', '--server', 'ftp://x'], { AGENT_LOGGER_SERVER: 'http://x', ...TOKEN }, '--server must look like https://'],
  [['demo'], { AGENT_LOGGER_SERVER: 'http://x' }, '--token is required'],
  [['bridge', 'ws://127.0.0.1:1/ws'], { AGENT_LOGGER_SERVER: 'http://x' }, '--token is required'],
  [['tail'], { AGENT_LOGGER_SERVER: 'http://x' }, 'use either --token or --link'],
  [['tail', '--link', 'nonsense'], TOKEN, '--link must be a complete share link'],
  [['tail'], { AGENT_LOGGER_LINK: 'nonsense' }, '--link must be a complete share link'],
  [['pipe', '--server', 'http://x', '--token', '-'], {}, 'stdin carries the log'],
  [['pipe', '--server', 'http://x', '--token', 'a', '--token-file', 'b'], {}, 'use either --token or --token-file'],
  [['pipe', '--direct', '--token-file', 'x'], { AGENT_LOGGER_SERVER: 'http://x' }, '--token requires --server'],
  [['pipe', '--direct', '--direct-host', '127.0.0.1'], { AGENT_LOGGER_DIRECT_CODE: 'short' }, '8 letters and digits'],
])('%j with %j is wrong usage', async (args, env, says) => {
  const { exitCode, stderr } = await runMain(args, '', env)
  expect(stderr).toContain(says)
  expect(exitCode).toBe(2)
})

test.each(['pipe', 'tail', 'bridge', 'demo'])(
  'the help of %s says where the token and the server come from',
  async (verb) => {
    const { stdout } = await runMain([verb, '--help'])
    expect(stdout).toContain('--token-file <path>')
    expect(stdout).toContain('The token comes from --token, --token-file or AGENT_LOGGER_TOKEN')
  },
)
