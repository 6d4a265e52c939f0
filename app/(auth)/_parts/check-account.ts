/** Checks the fields of an account before they are sent. The server checks them again. */

import { PASSWORD_CHARS_MIN } from '#app/_api/password-rule.ts'
import { deceivingCharacter } from '#lib/protocol/names.ts'

export type AccountProblem =
  | 'missingEmail'
  | 'badEmail'
  | 'missingPassword'
  | 'shortPassword'
  | 'missingName'
  | 'deceivingName'

/** As strict as the server, so that people see the specific message here instead of its general error. */
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
  if (!name.trim()) return 'missingName'
  return deceivingCharacter(name.trim()) === null ? null : 'deceivingName'
}
