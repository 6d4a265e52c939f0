/** What a name and an e-mail may look like, for the API and the command line alike. */
import { z } from 'zod'
import { normalEmail } from '../db/users.ts'
import { AppError } from '../errors.ts'

/** Control signs and the marks that reorder text would let a name pass for another. */
const DECEIVING = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

export const nameField = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .refine((text) => !DECEIVING.test(text), 'must not have control characters')

export const emailField = z.email('must be an e-mail address').max(254, 'must have at most 254 characters')

export function checkedEmail(email: string): string {
  if (!emailField.safeParse(email.trim()).success)
    throw new AppError('invalid-input', `"${email.trim()}" is not an e-mail address.`)
  return normalEmail(email)
}

export function checkedName(name: string): string {
  const parsed = nameField.safeParse(name)
  if (!parsed.success) throw new AppError('invalid-input', `The name ${parsed.error.issues[0]?.message}.`)
  return parsed.data
}
