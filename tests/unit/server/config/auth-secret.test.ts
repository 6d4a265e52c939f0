/** The signing secret: configured, or created once in the data folder where only the owner can read it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { authSecret } from '#lib/server/config/auth-secret.ts'
import { ensureDataDir } from '#lib/server/config/data-dir.ts'
import { type Env, loadConfig, putConfig } from '#lib/server/config/env.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-config-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const use = (env: Env, sub = 'data') => putConfig(loadConfig({ AGENT_LOGGER_DATA_DIR: path.join(dir, sub), ...env }))

test('a configured secret is used, and nothing is written', () => {
  use({ AUTH_SECRET: 'k8Jd02mXpQ7vLz4Ra1Tn6Wc9Ye3Hb5Uf' })
  expect(authSecret()).toBe('k8Jd02mXpQ7vLz4Ra1Tn6Wc9Ye3Hb5Uf')
  expect(readdirSync(dir)).toEqual([])
})

test('otherwise it is created once, in a file and folder that only the owner can read', () => {
  use({}, 'one')
  const made = authSecret()
  const file = path.join(dir, 'one/secret')
  expect(made).toHaveLength(64)
  expect(readFileSync(file, 'utf8').trim()).toBe(made)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700)
  expect(readdirSync(path.dirname(file))).toEqual(['secret'])
  use({}, 'two')
  expect(authSecret()).not.toBe(made)
  use({}, 'one')
  expect(authSecret()).toBe(made)
})

test('a file with a truncated secret is rejected, not replaced', () => {
  mkdirSync(path.join(dir, 'cut'))
  writeFileSync(path.join(dir, 'cut/secret'), 'short')
  use({}, 'cut')
  expect(() => authSecret()).toThrow(expect.objectContaining({ code: 'config-invalid' }))
})

test('a data folder that cannot be created is named', () => {
  writeFileSync(path.join(dir, 'file'), '')
  const below = path.join(dir, 'file/data')
  expect(() => ensureDataDir(below)).toThrow(
    expect.objectContaining({ code: 'data-dir-unwritable', message: expect.stringContaining(below) }),
  )
})

test("a page sees the providers' names and the policy, but nothing secret", () => {
  const secret = 'secret-of-github'
  const config = loadConfig({ GITHUB_ID: 'id', GITHUB_SECRET: secret, SIGN_UP: 'invite', DATABASE_URL: 'file:x.db' })
  const told = publicConfig(config)
  expect(told).toMatchObject({ signUp: 'invite', providers: [{ id: 'github', name: 'GitHub' }] })
  expect(JSON.stringify(told)).not.toContain(secret)
})
