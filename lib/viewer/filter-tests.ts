/** The tests of one filter: the same for all records or, where the filter names devices, one for each device's name. */
import type { LogFilter } from './log-terms.ts'
import { EMPTY_QUERY, parseQuery } from './query/parse.ts'
import type { Query } from './query/query.ts'
import { matcherOf } from './record-matcher.ts'
import { RecordTest } from './record-test.ts'

export class FilterTests {
  /** Whether the name of a record's device has a say. */
  readonly isAboutDevices: boolean
  readonly #filter: LogFilter
  /** By the name of the device; null: every record passes. */
  readonly #tests = new Map<string | undefined, RecordTest | null>()

  constructor(filter: LogFilter) {
    this.#filter = filter
    const result = parseQuery(filter.text)
    const { query } = result.isOk ? result.parsed : EMPTY_QUERY
    this.isAboutDevices = query !== null && namesDevices(query)
  }

  /** Of records of the device with this name; undefined: it is not known yet. */
  of(deviceName: string | undefined): RecordTest | null {
    const name = this.isAboutDevices ? deviceName : undefined
    const known = this.#tests.get(name)
    if (known !== undefined) return known
    const matcher = matcherOf(this.#filter, { deviceName: name })
    const test = matcher && new RecordTest(matcher)
    this.#tests.set(name, test)
    return test
  }
}

function namesDevices(query: Query): boolean {
  switch (query.kind) {
    case 'all':
    case 'any':
      return query.parts.some(namesDevices)
    case 'not':
      return namesDevices(query.part)
    default:
      return query.kind === 'field' && query.field === 'device'
  }
}
