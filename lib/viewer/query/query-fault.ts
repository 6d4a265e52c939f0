/** Why a text is not a query, and where: the field shows it below what the person wrote. */

export type QueryFaultCode =
  | 'unclosedGroup'
  | 'emptyGroup'
  | 'missingTerm'
  | 'missingValue'
  | 'wrongLevel'
  | 'wrongNumber'
  | 'unclosedRegex'
  | 'badRegex'
  | 'largeRegex'
  | 'noRegexHere'
  | 'badPattern'
  | 'tooLong'
  | 'tooManyTerms'
  | 'tooDeep'

export interface QueryFault {
  code: QueryFaultCode
  /** The part of the text that it is about. */
  at: number
  length: number
  /** The key, operator or piece of an expression that the sentence names; empty: none. */
  subject: string
  /** Whether the text may only be unfinished. */
  isUnfinished: boolean
}

export class QueryFaultError extends Error {
  readonly fault: QueryFault

  constructor(code: QueryFaultCode, at: number, length: number, { subject = '', isUnfinished = false } = {}) {
    super(code)
    this.fault = { code, at, length, subject, isUnfinished }
  }
}
