/** One operation: its method, path and purpose, and when opened its input, answer and errors. */
import type { ReactNode } from 'react'
import type { HelpWords } from '#app/_openapi/help-words.ts'
import { callersOf, fieldsOf, type OperationRow } from '#app/_openapi/operation-rows.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { ChevronRight } from '#app/_ui/icons.ts'
import type { JsonSchema, OpenApiResponse } from '#lib/server/http/openapi.ts'
import { ApiFields } from './api-fields.tsx'

export interface ApiOperationRowProps {
  row: OperationRow
  words: HelpWords
}

export function ApiOperationRow({ row: { method, path, operation }, words }: ApiOperationRowProps) {
  const { operationId, parameters = [], requestBody, responses } = operation
  const summaries: Record<string, string> = { ...words.operations, ...words.sourceOperations }
  const summary = summaries[operationId]
  const done = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  const refused = Object.entries(responses).filter(([status]) => !status.startsWith('2'))
  return (
    <li>
      <details className="group">
        <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3 -outline-offset-2 hover:bg-surface-hover">
          <Badge tone={method === 'GET' ? 'neutral' : 'accent'} className="w-16 justify-center font-mono">
            {method}
          </Badge>
          <code className="min-w-0 break-all text-code">{path}</code>
          <span className="min-w-0 text-ink-muted text-sm md:ml-auto">{summary}</span>
          <ChevronRight
            aria-hidden
            className="size-4 shrink-0 text-ink-faint transition-transform group-open:rotate-90 max-md:ml-auto"
          />
        </summary>
        <div className="flex flex-col gap-4 border-t px-4 py-3">
          <p className="flex flex-wrap gap-2">
            <Badge>{words.who[callersOf(operation)]}</Badge>
            {operation.description && <Badge>{words.isCrossOrigin}</Badge>}
          </p>
          {parameters.length > 0 && (
            <Part title={words.parameters}>
              <ApiFields
                words={words}
                fields={parameters.map(({ name, required, schema, description }) => ({
                  name,
                  type: String(schema.type ?? 'string'),
                  isRequired: required,
                  description,
                }))}
              />
            </Part>
          )}
          {requestBody && (
            <Part title={words.body}>
              <Types of={requestBody} />
              <ApiFields words={words} fields={fieldsOf(schemaOf(requestBody) ?? {})} />
            </Part>
          )}
          {done.map(([status, response]) => (
            <Part key={status} title={`${words.answer} ${status}`}>
              <Answer response={response} words={words} />
            </Part>
          ))}
          <Part title={words.refusals}>
            <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
              {refused.flatMap(([status, { description }]) =>
                [...description.matchAll(/^`([a-z-]+)`/gm)].map(([, code]) => (
                  <li key={code} className="text-ink-muted">
                    {status} <code className="text-code text-ink">{code}</code>
                  </li>
                )),
              )}
            </ul>
          </Part>
        </div>
      </details>
    </li>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-medium text-sm">{title}</h3>
      {children}
    </section>
  )
}

/** The media types, unless there is only the API's own. */
function Types({ of: { content = {} } }: { of: { content?: OpenApiResponse['content'] } }) {
  const types = Object.keys(content)
  if (types.length === 1 && types[0] === 'application/json') return null
  return <p className="text-ink-muted text-sm">{types.join(', ')}</p>
}

function Answer({ response, words }: { response: OpenApiResponse; words: HelpWords }) {
  const [type] = Object.keys(response.content ?? {})
  const fields = fieldsOf(schemaOf(response) ?? {})
  if (fields.length > 0) return <ApiFields words={words} fields={fields} isAnswer />
  return <p className="text-ink-muted text-sm">{type ?? words.nothing}</p>
}

function schemaOf(part: { content?: OpenApiResponse['content'] } | undefined): JsonSchema | undefined {
  return part?.content?.['application/json']?.schema
}
