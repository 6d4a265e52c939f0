/** Valid names and email addresses, for the API and the command line. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { deceivingCharacter } from '#lib/protocol/names.ts'
import { normalEmail } from '#lib/server/db/users.ts'

export const nameField = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .refine((text) => deceivingCharacter(text) === null, {
    error: ({ input }) => `must not contain ${deceivingCharacter(String(input))}, which is invisible or reorders text`,
  })

export const emailField = z.email('must be an email address').max(254, 'must have at most 254 characters')

export function checkedEmail(email: string): string {
  if (!emailField.safeParse(email.trim()).success)
    throw new AppError('invalid-input', `"${email.trim()}" is not an email address.`)
  return normalEmail(email)
}

export function checkedName(name: string): string {
  const parsed = nameField.safeParse(name)
  if (!parsed.success) throw new AppError('invalid-input', `The name ${parsed.error.issues[0]?.message}.`)
  return parsed.data
}
