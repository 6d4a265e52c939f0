/** What can be said about an account's fields before the server sees them. The server decides again. */

import { PASSWORD_CHARS_MIN } from '#app/_api/password-rule.ts'

export type AccountProblem = 'missingEmail' | 'badEmail' | 'missingPassword' | 'shortPassword' | 'missingName'

export function emailProblem(email: string): AccountProblem | null {
  if (!email.trim()) return 'missingEmail'
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? null : 'badEmail'
}

export function newPasswordProblem(password: string): AccountProblem | null {
  if (!password) return 'missingPassword'
  return [...password].length < PASSWORD_CHARS_MIN ? 'shortPassword' : null
}

export function nameProblem(name: string): AccountProblem | null {
  return name.trim() ? null : 'missingName'
}
