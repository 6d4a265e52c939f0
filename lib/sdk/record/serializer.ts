/**
 * Turns any value of the host into JSON-safe data: cycles, throwing getters, BigInt, Map, DOM nodes and the rest become
 * something a person can read. Reads each value once and never throws. Depth, nodes and characters are bounded, and so is the
 * work.
 */
import { apply, own, setOwn } from '#lib/protocol/built-ins.ts'
import { jsonText } from '#lib/protocol/json-text.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { platformFields, platformText, tagOf } from './platform-objects.ts'
import { proxyText } from './proxy-text.ts'
import { readMember, readString } from './read-member.ts'

export interface SerializerBounds {
  /** How deep objects are read. Default 12. */
  depthMax?: number
  /** How many values are read. Default 10,000. */
  nodesMax?: number
  /** How many UTF-16 units of text are kept. Default LIMITS.recordBytesMax. */
  charsMax?: number
  /**
   * Reads as a console does: accessors and `toJSON` are the host's code and are not called. Default false: as `JSON.stringify`
   * does.
   */
  isConsole?: boolean
}

export class Serializer {
  /** True when something was left out because of a bound. */
  isCut = false
  readonly #depthMax: number
  #nodesLeft: number
  #charsLeft: number
  readonly #isConsole: boolean
  readonly #ancestors: object[] = []

  constructor({ depthMax = 12, nodesMax = 10_000, charsMax, isConsole = false }: SerializerBounds = {}) {
    this.#depthMax = depthMax
    this.#nodesLeft = nodesMax
    this.#charsLeft = charsMax ?? LIMITS.recordBytesMax
    this.#isConsole = isConsole
  }

  /** JSON-safe data, except that `undefined` stays: the caller leaves it out. */
  plain(value: unknown): unknown {
    if (--this.#nodesLeft < 0) return this.#cut()
    switch (typeof value) {
      case 'string':
        return this.#text(value)
      case 'number':
        return Number.isFinite(value) ? value : String(value)
      case 'bigint':
        return `${value}n`
      case 'symbol':
        return this.#text(String(value))
      case 'function':
        return this.#text(`[function ${nameOf(value)}]`)
      case 'object':
        return value === null ? null : this.#object(value)
      default:
        return value // boolean, undefined
    }
  }

  /** The fields of an object as a plain object; anything else as its field `value`. */
  fields(value: unknown): Record<string, unknown> {
    const plain = this.plain(value)
    return isFields(plain) ? plain : { value: plain }
  }

  /** The own members of an object, except those named. */
  ownFields(value: object, except: ReadonlySet<string>): Record<string, unknown> {
    this.#ancestors.push(value)
    try {
      return this.#members(value, except)
    } catch {
      return {} // a proxy that throws
    } finally {
      this.#ancestors.pop()
    }
  }

  #object(value: object): unknown {
    if (this.#ancestors.includes(value)) return '[circular]'
    try {
      if (this.#ancestors.length >= this.#depthMax) return Array.isArray(value) ? '[array]' : '[object]'
    } catch {
      return '[object]' // a proxy that was revoked
    }
    this.#ancestors.push(value)
    try {
      const proxied = this.#isConsole ? proxyText(value) : undefined
      if (proxied !== undefined) return this.#text(proxied)
      const tag = tagOf(value)
      const text = platformText(value, tag)
      if (text !== undefined) return this.#text(text)
      if (value instanceof Error) return this.#error(value)
      const entries = tag === 'Map' ? iteratorOf<[unknown, unknown]>(ENTRIES, value) : undefined
      if (entries) return this.#map(entries)
      const values = tag === 'Set' ? iteratorOf<unknown>(VALUES, value) : undefined
      if (values) return this.#set(values)
      if (Array.isArray(value)) return this.#items(value)
      // Made before the page replaced the class, and so out of reach; what only claims to be one has members.
      if (/^(Map|Set)$/.test(tag) && Object.keys(value).length === 0) return this.#text(`[unreadable ${tag}]`)
      const fields = platformFields(value, tag)
      if (fields) return { [tag]: this.#members(fields) }
      const json = this.#isConsole ? undefined : (value as { toJSON?: unknown }).toJSON
      // One that every object has is no description of this one.
      if (typeof json === 'function' && json !== ({} as { toJSON?: unknown }).toJSON)
        return this.plain(apply(json, value, []))
      return this.#members(value)
    } catch (error) {
      return this.#text(`[unreadable: ${messageOf(error)}]`)
    } finally {
      this.#ancestors.pop()
    }
  }

  /** An error's own name, message and stack are not enumerable, so they are named here. */
  #error(error: Error): unknown {
    const { name, message, stack, cause } = error
    const errors = readMember(error, 'errors')
    return { ...this.#members({ name, message, stack, cause, errors }), ...this.#members(error) }
  }

  #items(items: unknown[]): unknown[] {
    const out: unknown[] = []
    for (let i = 0; i < items.length; i++) {
      if (this.#nodesLeft <= 0) {
        out.push(this.#cut())
        break
      }
      out.push(this.plain(items[i]) ?? null)
    }
    return out
  }

  #set(values: Iterator<unknown>): unknown[] {
    const out: unknown[] = []
    for (let one = values.next(); !one.done; one = values.next()) {
      if (this.#nodesLeft <= 0) {
        out.push(this.#cut())
        break
      }
      out.push(this.plain(one.value) ?? null)
    }
    return out
  }

  #map(entries: Iterator<[unknown, unknown]>): unknown {
    const out: Record<string, unknown> = {}
    for (let one = entries.next(); !one.done; one = entries.next()) {
      if (this.#nodesLeft <= 0) {
        this.#cut()
        break
      }
      const [key, value] = one.value
      const name = typeof key === 'object' ? jsonText(this.plain(key)) : String(key)
      put(out, this.#text(name), this.plain(value))
    }
    return out
  }

  #members(value: object, except?: ReadonlySet<string>): Record<string, unknown> {
    const out: Record<string, unknown> = {}
    for (const key of Object.keys(value)) {
      if (except?.has(key)) continue
      if (this.#nodesLeft <= 0) {
        this.#cut()
        break
      }
      put(out, this.#text(key), this.plain(this.#member(value, key)))
    }
    return out
  }

  #member(value: object, key: string): unknown {
    try {
      if (this.#isConsole && own(Object.getOwnPropertyDescriptor(value, key)).get) return '[getter]'
      return (value as Record<string, unknown>)[key]
    } catch (error) {
      return `[threw: ${messageOf(error)}]`
    }
  }

  /** One UTF-16 unit is at least one byte, so text beyond the limit could never be sent. */
  #text(text: string): string {
    if (text.length <= this.#charsLeft) {
      this.#charsLeft -= text.length
      return text
    }
    const kept = text.slice(0, Math.max(0, this.#charsLeft))
    this.#charsLeft = 0
    this.isCut = true
    return `${kept}…`
  }

  #cut(): string {
    this.isCut = true
    return '…'
  }
}

const ENTRIES = Map.prototype.entries
const VALUES = Set.prototype.values

/** The built-in iterator, so that a subclass or a patched prototype does not run; undefined for what only claims to be one. */
function iteratorOf<T>(iterate: () => unknown, value: object): Iterator<T> | undefined {
  try {
    return apply(iterate, value, []) as Iterator<T>
  } catch {
    return undefined
  }
}

export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown).slice(0, 200)
  } catch {
    return 'something that cannot be read'
  }
}

/** Leaves `undefined` out. */
function put(out: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined) setOwn(out, key, value)
}

function nameOf(value: unknown): string {
  return readString(value, 'name') || '(anonymous)'
}
