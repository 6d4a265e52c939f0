/** Makes a test of a query. It runs over every record of the page, so it decides all it can before the first one. */
import { levelIndex } from '#lib/protocol/levels.ts'
import type { LogRecord, NumberedRecord } from '#lib/protocol/record.ts'
import { searchableText } from '#lib/viewer/ansi.ts'
import { someAt, type ValueTest } from './attribute-path.ts'
import { hasCapital } from './literal.ts'
import { passingLevels } from './passing-levels.ts'
import type { AttributeTerm, Comparison, Field, Query, Term, TextValue } from './query.ts'
import { Subject } from './subject.ts'
import { compileTemplate } from './template.ts'
import { containsTest, equalsTest, type TextTest } from './text-test.ts'

/** What the records do not say themselves. */
export interface QueryContext {
  /** Name of the device that the tested records are from. Absent: not known, and terms about it decide nothing. */
  deviceName?: string | undefined
}

export type RecordTest = (record: LogRecord) => boolean

/** Null when every record passes. */
export function compileQuery(query: Query | null, context: QueryContext = {}): RecordTest | null {
  const test = query && compile(query, context)
  if (test === null || test === true) return null
  if (test === false) return () => false
  const subject = new Subject()
  return (record) => {
    subject.set(record)
    return test(subject)
  }
}

type SubjectTest = (subject: Subject) => boolean
/** Null: nothing is known, so it neither shows nor hides a record. */
type Compiled = SubjectTest | boolean | null

/** Under a negation, what a part must have for the whole changes places with what one part can have [De Morgan]. */
function compile(query: Query, context: QueryContext, isNegated = false): Compiled {
  switch (query.kind) {
    case 'all':
    case 'any': {
      const decisive = query.kind === 'any'
      const parts = query.parts.map((part) => compile(part, context, isNegated))
      const needsAll = decisive === isNegated
      // One that is not known may be left out where all are needed, and decides nothing where one is enough.
      return needsAll || !parts.includes(null) || parts.includes(decisive) ? joined(parts, decisive) : null
    }
    case 'not': {
      const part = compile(query.part, context, !isNegated)
      if (typeof part !== 'function') return part === null ? null : !part
      return (subject) => !part(subject)
    }
    default:
      return compileTerm(query, context)
  }
}

/** `decisive` is the value that one part needs for the whole to have it. */
function joined(parts: readonly Compiled[], decisive: boolean): Compiled {
  const known = parts.filter((part) => part !== null)
  if (known.length === 0) return null
  if (known.includes(decisive)) return decisive
  const tests = known.filter((part) => typeof part === 'function')
  if (tests.length === 0) return !decisive
  if (tests.length === 1) return tests[0] as SubjectTest
  return (subject) => {
    for (let i = 0; i < tests.length; i++) if ((tests[i] as SubjectTest)(subject) === decisive) return decisive
    return !decisive
  }
}

function compileTerm(term: Term, { deviceName }: QueryContext): Compiled {
  switch (term.kind) {
    case 'anywhere': {
      const test = containsTest(term.value)
      return (subject) => subject.anywhere(test)
    }
    case 'field':
      if (term.field !== 'device') return fieldTest(term.field, term.value)
      return deviceName === undefined ? null : containsTest(term.value)(deviceName)
    case 'attribute':
      return attributeTest(term)
    case 'level': {
      const bits = passingLevels(term)
      return ({ record }) => (bits & (1 << levelIndex(record.level))) !== 0
    }
    case 'seq': {
      const passes = numberTest(term.op, term.number)
      return ({ record }) => passes((record as NumberedRecord).seq)
    }
    case 'pattern': {
      const fits = compileTemplate(term.template, { isCaseSensitive: hasCapital(term.template) })
      return (subject) => fits(subject.line)
    }
  }
}

function fieldTest(field: Exclude<Field, 'device'>, value: TextValue): SubjectTest {
  const test: TextTest = field === 'trace' || field === 'span' ? equalsTest(value) : containsTest(value)
  switch (field) {
    case 'message':
      return (subject) => test(subject.message)
    case 'logger':
      return ({ record }) => record.scope !== undefined && test(record.scope)
    case 'trace':
      return ({ record }) => record.traceId !== undefined && test(record.traceId)
    case 'span':
      return ({ record }) => record.spanId !== undefined && test(record.spanId)
    case 'error':
      if (value.kind === 'present') return ({ record }) => record.error !== undefined
      return (subject) => subject.inError(test)
  }
}

function attributeTest({ path, value, isBare }: AttributeTerm): SubjectTest {
  const passes = valueTest(value)
  const atPath: SubjectTest = ({ record: { attributes } }) =>
    attributes !== undefined && someAt(attributes, path, passes)
  if (!isBare) return atPath
  const test = containsTest({ kind: 'literal', text: bareText({ path, value }) })
  return (subject) => subject.anywhere(test) || atPath(subject)
}

/** How a bare term was written. */
export function bareText({ path, value }: Pick<AttributeTerm, 'path' | 'value'>): string {
  return `${path}:${value.kind === 'literal' ? value.text : ''}`
}

function valueTest(value: AttributeTerm['value']): ValueTest {
  switch (value.kind) {
    case 'present':
      return (found) => found !== undefined
    case 'number': {
      const passes = numberTest(value.op, value.number)
      return (found) => {
        const number = numberOf(found)
        return number !== null && passes(number)
      }
    }
    default: {
      const test = equalsTest(value)
      // However it is written: 1.0 is 1.
      const number = value.kind === 'literal' ? numberOf(value.text) : null
      return (found) => {
        if (typeof found === 'string') return test(searchableText(found))
        if (typeof found === 'number' && number !== null) return found === number
        return (typeof found !== 'object' || found === null) && test(String(found))
      }
    }
  }
}

const NUMBER = /^\s*-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*$/i
const NUMBER_CHARS_MAX = 40

/** The number that a value is or spells. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.length <= NUMBER_CHARS_MAX && NUMBER.test(value) ? Number(value) : null
}

function numberTest(op: Comparison | '=', number: number): (value: number) => boolean {
  switch (op) {
    case '<':
      return (value) => value < number
    case '<=':
      return (value) => value <= number
    case '>':
      return (value) => value > number
    case '>=':
      return (value) => value >= number
    case '=':
      return (value) => value === number
  }
}
