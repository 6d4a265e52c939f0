/** What the forms say about an account agrees with what the server says. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PASSWORD_CHARS_MIN } from '#app/_api/password-rule.ts'
import { emailProblem, nameProblem, newPasswordProblem } from '#app/(auth)/_parts/check-account.ts'
import { PASSWORD_CHARS_MIN as ON_SERVER } from '#lib/auth/password.ts'
import { emailField } from '#lib/auth/sign-up-fields.ts'

test('the shortest password is the same in the form and on the server', () => {
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

test('the form never stops an address that the server would take', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (email) => {
      if (emailField.safeParse(email).success) expect(emailProblem(email)).toBeNull()
    }),
  )
})

test('what is missing is named', () => {
  expect(emailProblem(' ')).toBe('missingEmail')
  expect(newPasswordProblem('')).toBe('missingPassword')
  expect(newPasswordProblem('short')).toBe('shortPassword')
  expect(newPasswordProblem('слон'.repeat(3))).toBeNull()
  expect(nameProblem('  ')).toBe('missingName')
})
