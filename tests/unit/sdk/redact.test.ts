import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import { createRedact, redactByDefault } from '#lib/sdk/record/redact.ts'
import { redactText } from '#lib/sdk/record/redact-text.ts'
import { isSecretName } from '#lib/sdk/record/secret-names.ts'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'
const KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----'
const R = '[redacted]'
const of = (changes: Partial<LogRecord>): LogRecord => ({ timeMs: 1, level: 'info', body: '', ...changes })

test.each([
  ['Authorization: Bearer abcdef123456', `Authorization: Bearer ${R}`],
  ['sent bearer aB3-_.~+/xyz== done', `sent bearer ${R} done`],
  ['Authorization: Basic dXNlcjpwYXNz', `Authorization: Basic ${R}`],
  [`jwt ${JWT}, end`, `jwt ${R}, end`],
  [`/a?session-${JWT}`, `/a?session-${R}`],
  [`agl_d_${'x'.repeat(49)}`, R],
  [`(agl_a_${'7'.repeat(49)})`, `(${R})`],
  [`ghp_${'a1'.repeat(18)}`, R],
  ['postgres://app:s3cr3t@db:5432/x', `postgres://app:${R}@db:5432/x`],
  ['https://:pw@host/', `https://:${R}@host/`],
  [`key:\n${KEY}\nend`, `key:\n${R}\nend`],
  [`${KEY}${KEY}`, R + R],
  ['-----BEGIN PRIVATE KEY-----\nMII cut here', R],
  ['card 4111 1111 1111 1111.', `card ${R}.`],
  ['4111-1111-1111-1111', R],
  ['378282246310005 and 5555555555554444', `${R} and ${R}`],
  ['two 4111 1111 1111 1111 4242 4242 4242 4242', `two ${R} ${R}`],
  ['GET /cb?access_token=abc123&state=x', `GET /cb?access_token=${R}&state=x`],
  ['clientSecret=hush other=1', `clientSecret=${R} other=1`],
  ['{"user":"a","password":"p\\"q","n":1}', `{"user":"a","password":"${R}","n":1}`],
  ['Set-Cookie: sid=abc; Path=/\nnext', `Set-Cookie: ${R}\nnext`],
])('%s loses its secret', (text, safe) => {
  expect(redactText(text)).toBe(safe)
})

test.each([
  'Basic authentication is off',
  'the bearer of this letter',
  'bearer tokens are rejected',
  'a file eyJ.txt and eyJabc',
  'http://host:8080/path@v2',
  'mailto:a@b.c, https://a.b/c',
  '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----',
  'order 4111111111111112, took 1732338907123 ms',
  'id 12345678901234567890123456789012',
  '2026-11-23 05:15:07.123 +0000',
  'password changed, token expired, secretary = Anna',
  '{"tokens":512,"title":"cookie"}',
  'agl_d_short',
  '',
])('%s stays unchanged', (text) => {
  expect(redactText(text)).toBe(text)
})

test.each([
  'password', 'userPassword', 'user_password', 'PASSWD', 'pwd', 'clientSecret', 'access_token', 'X-Api-Key', 'apikey', 'Authorization',
  'Set-Cookie', 'privateKey', 'aws_secret_access_key', 'cvv', 'card_number',
])('a field named %s is a secret', (name) => {
  expect(isSecretName(name)).toBe(true)
}) // biome-ignore format: one list

test.each([
  'tokens',
  'tokenCount',
  'key',
  'keyboard',
  'passed',
  'secretary',
  'cookies_accepted',
  'author',
  'compass',
  '',
])('a field named %s is not a secret', (name) => expect(isSecretName(name)).toBe(false))

test('secrets are removed at any depth; whether they are present stays visible', () => {
  const record = redactByDefault(
    of({
      body: 'login bearer abc123def',
      attributes: {
        user: { name: 'a', password: 'x', sessions: [{ token: { any: 1 } }, { note: `see ${JWT}` }] },
        hasPassword: true,
        token: null,
        secret: '',
      },
      error: { name: 'E', message: 'Basic dXNlcjpwYXNz', stack: `at https://u:p@h/\n${JWT}` },
    }),
  )
  expect(record).toEqual(
    of({
      body: `login bearer ${R}`,
      attributes: {
        user: { name: 'a', password: R, sessions: [{ token: R }, { note: `see ${R}` }] },
        hasPassword: true,
        token: null,
        secret: '',
      },
      error: { name: 'E', message: `Basic ${R}`, stack: `at https://u:${R}@h/\n${R}` },
    }),
  )
})

test('the text of a JSON object changes only where it holds a secret', () => {
  const clean = '{ "b": 1.0,  "a": "x" }'
  expect(redactByDefault(of({ body: clean, isJson: true })).body).toBe(clean)
  const secret = redactByDefault(of({ body: '{"a":1,"token":"x","in":{"cvv":123}}', isJson: true }))
  expect(secret.body).toBe(`{"a":1,"token":"${R}","in":{"cvv":"${R}"}}`)
  expect(redactByDefault(of({ body: '{"token":"x"', isJson: true })).body).toBe(`{"token":"${R}"`)
})

test('[DV9] a JSON text that is nested deeper than any stack is redacted as text', () => {
  const deep = '['.repeat(50_000) + ']'.repeat(50_000)
  const { body } = redactByDefault(of({ body: `{"token":"x","a":${deep}}`, isJson: true }))
  expect(body).toBe(`{"token":"${R}","a":${deep}}`)
})

test('a field named __proto__ stays a field', () => {
  const attributes = JSON.parse('{"__proto__":{"password":"x"}}')
  const redacted = redactByDefault(of({ attributes }))
  expect(JSON.stringify(redacted.attributes)).toBe(`{"__proto__":{"password":"${R}"}}`)
})

test('the host’s rule runs after the defaults, may change or drop a record, and its result is sanitized again', () => {
  const seen: string[] = []
  const failures: number[] = []
  const redact = createRedact(
    (record) => {
      seen.push(record.body)
      if (record.body === 'drop') return null
      if (record.body === 'throw') throw new Error('mine')
      const circular: Record<string, unknown> = { big: 1n }
      circular.self = circular
      return { ...record, body: 7 as never, attributes: circular }
    },
    () => failures.push(1),
  )
  expect(redact(of({ body: 'drop' }))).toBeNull()
  expect(redact(of({ body: 'bearer abc123def' }))).toMatchObject({
    body: '7',
    attributes: { big: '1n', self: '[circular]' },
  })
  expect(redact(of({ body: 'throw', attributes: { a: 1 } }))).toEqual(of({ body: `${R} (the redact function failed)` }))
  expect(seen).toEqual(['drop', `bearer ${R}`, 'throw'])
  expect(failures).toHaveLength(1)
})

test('redact: false sends records unchanged', () => {
  const record = of({ body: 'password=x', attributes: { password: 'x' } })
  expect(createRedact(false, () => {})(record)).toBe(record)
})

// A pattern that is not linear would take minutes for the largest text, and the suite would stop here.
test.each([
  'a', 'eyJ', '-eyJ', 'eyJ.', 'bearer ', 'bearer', 'Bearer a', 'agl_d_', 'ghp_', 'xoxa-', '://', '://a:', ':', '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY', '-----', '4', '4 ', '4-', '41 ', '4111111111111112 ', 'token', 'token=', 'a_token',
  '_', '"token":"', '"token": "\\', '"', 'cookie:', 'cookie: ', 'cookie:=', '[', '\\', ' ', '\n', 'é', 'akia', 'AKIA',
])('the largest text made of %j is searched in a bounded number of steps', (piece) => {
  const text = piece.repeat(Math.ceil(LIMITS.recordBytesMax / piece.length))
  expect(typeof redactText(text)).toBe('string')
  expect(typeof redactText(`bearer password ${text}!`)).toBe('string')
}) // biome-ignore format: one list
