/** What can be said about an account's fields before the server sees them. The server decides again. */

import { PASSWORD_CHARS_MIN } from '#app/_api/password-rule.ts'

export type AccountProblem = 'missingEmail' | 'badEmail' | 'missingPassword' | 'shortPassword' | 'missingName'

/** As strict as the server, so that its general refusal is not needed. */
const EMAIL = /^(?!\.)(?!.*\.\.)[\w'+.-]*[\w+-]@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/

export function emailProblem(email: string): AccountProblem | null {
  if (!email.trim()) return 'missingEmail'
  return EMAIL.test(email.trim()) ? null : 'badEmail'
}

export function newPasswordProblem(password: string): AccountProblem | null {
  if (!password) return 'missingPassword'
  return [...password].length < PASSWORD_CHARS_MIN ? 'shortPassword' : null
}

export function nameProblem(name: string): AccountProblem | null {
  return name.trim() ? null : 'missingName'
}
