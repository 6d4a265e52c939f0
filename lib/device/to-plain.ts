/**
 * Any value of the host as JSON-safe data: cycles, getters that throw, BigInt, Map, DOM nodes and the rest become
 * something a person can read. Never throws; depth, nodes and characters are bounded, so the work is too.
 */
import { LIMITS } from '../protocol/limits.ts'

const DEPTH_MAX = 12
const NODES_MAX = 10_000

export class Plainer {
  /** True when something was left out because there was too much of it. */
  isCut = false
  #nodesLeft = NODES_MAX
  #charsLeft: number = LIMITS.recordBytesMax
  readonly #ancestors: object[] = []

  /** `undefined` stays: whoever holds the value leaves it out. */
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

  #object(value: object): unknown {
    if (this.#ancestors.includes(value)) return '[circular]'
    if (this.#ancestors.length >= DEPTH_MAX) return Array.isArray(value) ? '[array]' : '[object]'
    this.#ancestors.push(value)
    try {
      const special = describeSpecial(value)
      if (typeof special === 'string') return this.#text(special)
      if (value instanceof Error) return this.#error(value)
      if (value instanceof Map) return this.#map(value)
      if (value instanceof Set) return this.#items([...value])
      if (Array.isArray(value)) return this.#items(value)
      const json = (value as { toJSON?: unknown }).toJSON
      if (typeof json === 'function') return this.plain(json.call(value))
      return this.#members(value)
    } catch (error) {
      return this.#text(`[unreadable: ${messageOf(error)}]`)
    } finally {
      this.#ancestors.pop()
    }
  }

  /** Its own three are not enumerable. */
  #error(error: Error): unknown {
    const { name, message, stack, cause } = error
    return this.#members(Object.assign({ name, message, stack, cause }, error))
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

  #map(map: Map<unknown, unknown>): unknown {
    const out: Record<string, unknown> = {}
    for (const [key, value] of map) {
      if (this.#nodesLeft <= 0) {
        this.#cut()
        break
      }
      const name = typeof key === 'object' ? JSON.stringify(this.plain(key)) : String(key)
      put(out, this.#text(name), this.plain(value))
    }
    return out
  }

  #members(value: object): Record<string, unknown> {
    const out: Record<string, unknown> = {}
    for (const key of Object.keys(value)) {
      if (this.#nodesLeft <= 0) {
        this.#cut()
        break
      }
      let member: unknown
      try {
        member = (value as Record<string, unknown>)[key]
      } catch (error) {
        member = `[threw: ${messageOf(error)}]`
      }
      put(out, this.#text(key), this.plain(member))
    }
    return out
  }

  /** One unit is at least one byte, so what lies beyond the limit could never be sent. */
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

export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What an unknown that was thrown says, whatever it is. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown).slice(0, 200)
  } catch {
    return 'something that cannot be read'
  }
}

/** Leaves `undefined` out, and takes `__proto__` as the plain name it is here. */
function put(out: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) return
  if (key === '__proto__')
    Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true })
  else out[key] = value
}

function nameOf(value: unknown): string {
  const { name } = value as { name?: unknown }
  return typeof name === 'string' && name !== '' ? name : '(anonymous)'
}

/** One text for what has no fields worth sending; undefined for what has. */
function describeSpecial(value: object): string | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof RegExp || value instanceof Number || value instanceof String || value instanceof Boolean)
    return String(value)
  if (ArrayBuffer.isView(value)) return `[${tagOf(value)} of ${value.byteLength} bytes]`
  const tag = tagOf(value)
  if (tag === 'ArrayBuffer' || tag === 'SharedArrayBuffer')
    return `[${tag} of ${(value as ArrayBuffer).byteLength} bytes]`
  if (tag === 'Promise' || tag.startsWith('Weak') || tag === 'Generator' || tag === 'Window' || tag === 'global')
    return `[${tag}]`
  if (tag === 'URL' || tag === 'URLSearchParams') return String(value)
  const node = value as { nodeType?: unknown; nodeName?: unknown; id?: unknown; className?: unknown }
  if (typeof node.nodeType === 'number' && typeof node.nodeName === 'string') {
    const id = typeof node.id === 'string' && node.id !== '' ? `#${node.id}` : ''
    const classes = typeof node.className === 'string' ? node.className.trim().split(/\s+/).filter(Boolean) : []
    return `<${node.nodeName.toLowerCase()}${id}${classes.map((name) => `.${name}`).join('')}>`
  }
  if (tag.endsWith('Event') && typeof (value as { type?: unknown }).type === 'string')
    return `[${tag} ${(value as { type: string }).type}]`
  return undefined
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}
