/** The forms and the server agree about the fields of an account. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PASSWORD_CHARS_MIN } from '#app/_api/password-rule.ts'
import { emailProblem, nameProblem, newPasswordProblem } from '#app/(auth)/_parts/check-account.ts'
import { PASSWORD_CHARS_MIN as ON_SERVER } from '#lib/server/auth/password.ts'
import { emailField } from '#lib/server/auth/sign-up-fields.ts'

test('the form and the server have the same minimum length for passwords', () => {
  expect(PASSWORD_CHARS_MIN).toBe(ON_SERVER)
})

test.each([
  'ada@example.com',
  'a.b+c@sub.example.org',
  'a@b.c',
  'ada',
  'a b@example.com',
  '.a@example.com',
  'a..b@example.com',
  'a@-x.com',
  "o'neil@example.ie",
])('the form and the server agree about %s', (email) => {
  expect(emailProblem(email) === null).toBe(emailField.safeParse(email).success)
})

test('the form never rejects an email that the server would accept', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (email) => {
      if (emailField.safeParse(email).success) expect(emailProblem(email)).toBeNull()
    }),
  )
})

test('the form names missing fields', () => {
  expect(emailProblem(' ')).toBe('missingEmail')
  expect(newPasswordProblem('')).toBe('missingPassword')
  expect(newPasswordProblem('short')).toBe('shortPassword')
  expect(newPasswordProblem('слон'.repeat(3))).toBeNull()
  expect(nameProblem('  ')).toBe('missingName')
  expect(nameProblem('A\u202eda')).toBe('deceivingName')
  expect(nameProblem(' Ada ')).toBeNull()
})
