/** Which passwords may be chosen. Reads the lists of zxcvbn once. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkNewPassword, contextWords, passwordFault } from '#lib/server/auth/new-password.ts'
import { loadConfig, putConfig } from '#lib/server/config/env.ts'

putConfig(loadConfig({ PUBLIC_URL: 'https://logs.acme-lab.test', AUTH_SECRET: randomBytes(48).toString('base64') }))
const ADA = { email: 'ada.king@lovelace.test', name: 'Ada Lovelace', teams: ['Difference Engines'] }

test.each([
  ['1234567890', 'password-common'],
  ['aaaaaaaaaa', 'password-guessable'],
  ['password12', 'password-common'],
  ['qwertyuiop', 'password-common'],
  ['abcabcabcabc', 'password-guessable'],
  ['asdfghjkl;', 'password-guessable'],
  ['ada.king@lovelace.test', 'password-personal'],
  ['Lovelace2024', 'password-personal'],
  ['agent-logger', 'password-personal'],
  ['acme-lab.test', 'password-personal'],
  ['difference engines', 'password-personal'],
  ['short', 'invalid-input'],
  ['x'.repeat(201), 'invalid-input'],
])('%s is refused as %s', async (password, code) => {
  await expect(checkNewPassword(password, ADA)).rejects.toMatchObject({ code })
})

test.each([
  'correct horse battery',
  'wild plum 42 rivers',
  'Tr0ub4dour&3',
  'длинная фраза про кота',
  `${'correct horse '.repeat(10)}battery`,
])('%s may be chosen', async (password) => {
  await expect(checkNewPassword(password, ADA)).resolves.toBeUndefined()
})

test('what people and the server are called counts whole, in parts and without separators', () => {
  const words = contextWords(ADA, 'https://logs.acme-lab.test')
  for (const word of ['ada.king@lovelace.test', 'ada', 'lovelace', 'adalovelace', 'engines', 'acme', 'agentlogger'])
    expect(words).toContain(word)
})

test('a strong password may hold a name', () => {
  expect(passwordFault({ score: 3, dictionaries: ['userInputs'] })).toBeNull()
  expect(passwordFault({ score: 2, dictionaries: ['userInputs', 'passwords-common'] })).toBe('password-personal')
})
