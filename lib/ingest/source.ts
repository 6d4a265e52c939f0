/**
 * What a program that logs without our SDK says about itself, and what a decoder makes of its bytes. Names are as the program
 * wrote them; the code that stores or shows them cleans them.
 */
import type { DeviceDescription } from '#lib/protocol/messages.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'

export interface Source {
  kind: SourceKind
  /** Names the device. */
  name: string
  /** Tells runs of one name apart: each has its own session. Empty: the program does not say. */
  instance: string
  description: Partial<Omit<DeviceDescription, 'installationId' | 'name'>>
}

/** Records of one source, decoded one at a time while they are read; in place of one that cannot be read, why not. */
export interface SourceRecords {
  source: Source
  count: number
  records(): Iterable<LogRecord | Undecodable>
}

/** Work that stops at each `yield`, so that its caller can serve others in between. */
export type Steps<T> = Generator<undefined, T, undefined>

/** Why something cannot be decoded; all but the first name a bound of {@link DecodeLimits}. */
export type Fault = 'broken' | 'too-deep' | 'too-large' | 'too-many'

/** A body or record that no decoder can read. The message says why, in terms of the format, and quotes nothing. */
export class Undecodable extends Error {
  readonly fault: Fault

  constructor(message: string, fault: Fault = 'broken') {
    super(message)
    this.fault = fault
  }
}

/** What one body may make us do. */
export interface DecodeLimits {
  /** Levels of nested values. */
  depthMax: number
  /** Size of one encoded record or resource; each is decoded at one go. */
  recordBytesMax: number
  /** Records, and what groups them, in one body. */
  itemsMax: number
}

/** Counts records and what groups them; throws beyond the limit. */
export class ItemCount {
  readonly #max: number
  #count = 0

  constructor(max: number) {
    this.#max = max
  }

  add(): void {
    if (++this.#count > this.#max) throw new Undecodable(`more than ${this.#max} records`, 'too-many')
  }
}

/** A record that cannot be read is counted, and those beside it are taken. */
export function readable<T>(read: () => T): T | Undecodable {
  try {
    return read()
  } catch (error) {
    return error instanceof Undecodable ? error : new Undecodable('not valid')
  }
}

/** The value, or `fallback` where it cannot be read. */
export function readableOr<T>(read: () => T, fallback: T): T {
  const value = readable(read)
  return value instanceof Undecodable ? fallback : value
}
