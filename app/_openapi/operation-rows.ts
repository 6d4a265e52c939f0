/** Turns the OpenAPI document into what the help page lists: operations by tag, and the fields of a schema as lines. Pure. */
import type { JsonSchema, OpenApiDocument, OpenApiOperation } from '#lib/server/http/openapi.ts'

export interface OperationRow {
  method: string
  path: string
  operation: OpenApiOperation
}

export interface FieldRow {
  /** Path of the field: `device.name`, `sessions[].id`. */
  name: string
  type: string
  isRequired: boolean
  description: string | undefined
}

/** Leaves out the preflight requests that browsers send by themselves. */
export function operationsOf(document: OpenApiDocument, tag: string): OperationRow[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method, { tags }]) => method !== 'options' && tags.includes(tag))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
}

export function fieldsOf(schema: JsonSchema, prefix = ''): FieldRow[] {
  const { properties, required = [] } = schema as { properties?: Record<string, JsonSchema>; required?: string[] }
  if (!properties) return fieldsOfEither(alternatives(schema), prefix)
  return Object.entries(properties).flatMap(([name, field]) => {
    const inner = innerOf(field)
    const row: FieldRow = {
      name: prefix + name,
      type: typeOf(field),
      isRequired: required.includes(name),
      description: typeof field.description === 'string' ? field.description : undefined,
    }
    return [row, ...(inner ? fieldsOf(inner.schema, `${prefix}${name}${inner.isList ? '[]' : ''}.`) : [])]
  })
}

/** Lists the fields of all alternatives; a field is required if every alternative requires it. */
function fieldsOfEither(shapes: readonly JsonSchema[], prefix: string): FieldRow[] {
  const lists = shapes.filter(({ properties }) => properties).map((shape) => fieldsOf(shape, prefix))
  const byName = new Map(lists.flat().map((row) => [row.name, row]))
  return [...byName.values()].map((row) => ({
    ...row,
    isRequired: lists.every((list) => list.some(({ name, isRequired }) => name === row.name && isRequired)),
  }))
}

/** Returns the schema of the object that a field holds, alone or in a list. */
function innerOf(field: JsonSchema): { schema: JsonSchema; isList: boolean } | null {
  const schema = alternatives(field).find(({ type }) => type !== 'null') ?? field
  if (schema.type === 'object') return { schema, isList: false }
  const items = schema.items as JsonSchema | undefined
  return items?.type === 'object' ? { schema: items, isList: true } : null
}

function alternatives(field: JsonSchema): JsonSchema[] {
  return ((field.anyOf ?? field.oneOf) as JsonSchema[] | undefined) ?? [field]
}

function typeOf(field: JsonSchema): string {
  const types = alternatives(field).map((schema) => {
    if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
    if ('const' in schema) return JSON.stringify(schema.const)
    if (schema.type === 'array') return `${typeOf((schema.items as JsonSchema | undefined) ?? {})}[]`
    return typeof schema.type === 'string' ? schema.type : 'any'
  })
  return [...new Set(types)].join(' | ')
}

/** Maps an operation's security to the help's word for its callers. */
export function callersOf({ security }: OpenApiOperation): 'public' | 'user' | 'token' | 'device' | 'optional-auth' {
  if (security.length === 0) return 'public'
  if (security.some((entry) => Object.keys(entry).length === 0)) return 'optional-auth'
  if (security.some((entry) => 'deviceToken' in entry)) return 'device'
  return security.some((entry) => 'apiToken' in entry) ? 'token' : 'user'
}
