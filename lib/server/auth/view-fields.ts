/** Valid names and parameters of saved views. */
import { z } from 'zod'
import { nameField } from './sign-up-fields.ts'

const NAME_CHARS_MAX = 80
/** Characters of the parameters, as they stand in an address. */
export const VIEW_QUERY_CHARS_MAX = 2_048
/** What of an address belongs to a view; where the log comes from does not. */
const PARAMETERS = ['q', 'level', 'from', 'to', 'find']

export const viewNameField = nameField.refine(
  (name) => name.length <= NAME_CHARS_MAX,
  `must have at most ${NAME_CHARS_MAX} characters`,
)

/** Keeps the known parameters and nothing else. */
export const viewQueryField = z
  .string()
  .max(VIEW_QUERY_CHARS_MAX, `must have at most ${VIEW_QUERY_CHARS_MAX} characters`)
  .transform((query) => {
    const given = new URLSearchParams(query)
    const kept = PARAMETERS.flatMap((name) => {
      const value = given.get(name)
      return value ? [[name, value]] : []
    })
    return new URLSearchParams(kept).toString()
  })
  .refine((query) => query !== '', 'must have a parameter of a view')
  // Escapes make it longer.
  .refine((query) => query.length <= 3 * VIEW_QUERY_CHARS_MAX, 'is too long')
