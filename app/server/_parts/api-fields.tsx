/** The fields of a body, an answer or a query, one per line. */
import type { HelpWords } from '#app/_openapi/help-words.ts'
import type { FieldRow } from '#app/_openapi/operation-rows.ts'

export interface ApiFieldsProps {
  fields: readonly FieldRow[]
  words: HelpWords
  /** Marks required fields. For inputs only, because an answer has all its fields. */
  isAnswer?: boolean
}

export function ApiFields({ fields, words, isAnswer = false }: ApiFieldsProps) {
  return (
    <ul className="flex flex-col gap-0.5 text-sm">
      {fields.map(({ name, type, isRequired, description }) => (
        <li key={name} className="flex flex-wrap items-baseline gap-x-2">
          <code className="break-all text-code">{name}</code>
          <span className="min-w-0 break-words text-ink-muted">{type}</span>
          {isRequired && !isAnswer && <span className="text-ink-muted text-xs">{words.required}</span>}
          {description && <span className="text-ink-muted">{description}</span>}
        </li>
      ))}
    </ul>
  )
}
