/** The operator's commands as processes with their own database: one value on stdout, one line on stderr. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseToken } from '#lib/server/auth/token-format.ts'

const root = path.join(import.meta.dirname, '../../..')
const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-operator-'))
const dataDir = path.join(dir, 'data')
const PASSWORD = 'correct horse battery'
const EMAIL = 'ada@example.com'
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function operator(args: string[], input = '', env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/agent-logger.mjs', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: dir, NODE_ENV: 'production', AGENT_LOGGER_DATA_DIR: dataDir, ...env },
    input,
    encoding: 'utf8',
  })
  return { code: status, stdout, stderr }
}

const refused = (says: string, code = 2) => ({
  code,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`^agent-logger: [^\\n]*${says}[^\\n]*\\n$`)),
})
const addUser = (email: string, password: string) =>
  operator(['user', 'add', '--email', email, '--password-stdin'], password)

test('user add: the first user owns the server, and the same user cannot be added twice', () => {
  expect(addUser(EMAIL, `${PASSWORD}\n`)).toEqual({
    code: 0,
    stdout: '',
    stderr: `added ${EMAIL}, the owner of this server\n`,
  })
  expect(addUser('ADA@example.com', PASSWORD)).toEqual(refused('account with the email ada@example.com already exists'))
  expect(addUser('bob@example.com', PASSWORD)).toEqual({ code: 0, stdout: '', stderr: 'added bob@example.com\n' })
})

test('user add: an invalid address and a password that is too short', () => {
  expect(addUser('ada', PASSWORD)).toEqual(refused('"ada"'))
  expect(addUser('carl@example.com', 'short')).toEqual(refused('password'))
})

test('token create prints only the token', () => {
  const make = (...more: string[]) => operator(['token', 'create', '--email', EMAIL, '--name', 'Phone', ...more])
  const [device, api] = [make(), make('--kind', 'api')]
  expect(device).toMatchObject({ code: 0, stderr: '' })
  expect(device.stdout).toMatch(/^\S+\n$/)
  expect(parseToken(device.stdout.trim())).toEqual({ kind: 'device' })
  expect(parseToken(api.stdout.trim())).toEqual({ kind: 'api' })
})

test('token create limits a token to kinds of sources, and token list shows them', () => {
  const make = (...more: string[]) => operator(['token', 'create', '--email', EMAIL, '--name', 'Router', ...more])
  expect(make('--sources', 'otlp, syslog').code).toBe(0)
  expect(operator(['token', 'list']).stdout).toMatch(/Router +device +otlp,syslog /)
  expect(make('--sources', 'flutter')).toEqual(refused('flutter cannot use such a token'))
})

test('token and link create for an unknown user or a missing target', () => {
  const nobody = ['--email', 'x@example.com']
  expect(operator(['token', 'create', ...nobody, '--name', 'n'])).toEqual(refused('No account has the email x@'))
  expect(operator(['link', 'create', ...nobody, '--session', 's'])).toEqual(refused('No account has the email x@'))
  expect(operator(['link', 'create', '--email', EMAIL, '--session', 'gone'])).toEqual(
    refused('Session gone does not exist'),
  )
  expect(operator(['link', 'create', '--email', EMAIL, '--device', 'gone'])).toEqual(
    refused('Device gone does not exist'),
  )
})

test('invalid settings and an unusable database are one line too', () => {
  const create = ['token', 'create', '--email', EMAIL, '--name', 'n']
  expect(operator(create, '', { PORT: 'eighty', SIGN_UP: 'maybe' })).toEqual(refused('PORT: .*SIGN_UP: ', 1))
  const DATABASE_URL = 'postgresql://me:canary@127.0.0.1:1/app'
  const unreachable = operator(create, '', { DATABASE_URL })
  expect(unreachable).toEqual(refused('127.0.0.1:1, database "app"', 1))
  expect(unreachable.stderr).not.toContain('canary')
  expect(operator(create, '', { AGENT_LOGGER_DATA_DIR: '/dev/null/data' })).toEqual(refused('/dev/null/data', 1))
})
