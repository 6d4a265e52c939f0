/**
 * Objects of browsers and runtimes whose content is not in members of their own: what is worth sending of them, as a text or as
 * named fields.
 */

import { apply } from '#lib/protocol/built-ins.ts'

/** The members to read, by the tag that `Object.prototype.toString` gives. */
const MEMBERS: Record<string, string> = {
  Response: 'type url status statusText redirected headers',
  Request: 'method url headers',
  File: 'name type size',
  Blob: 'type size',
  CloseEvent: 'type code reason wasClean',
  ErrorEvent: 'type message filename lineno colno error',
  MessageEvent: 'type data origin',
  PromiseRejectionEvent: 'type reason',
  ProgressEvent: 'type loaded total',
  StorageEvent: 'type key oldValue newValue',
  MediaError: 'code message',
  GeolocationPosition: 'coords timestamp',
  GeolocationCoordinates: 'latitude longitude accuracy',
  GeolocationPositionError: 'code message',
}
/** Tags of values of which only the kind is known. */
const OPAQUE = /^(Promise|Weak.*|.*Generator|Window|global)$/
const BOXED = /^(RegExp|Number|String|Boolean|URL|URLSearchParams)$/

export function tagOf(value: object): string {
  return (apply(Object.prototype.toString, value, []) as string).slice(8, -1)
}

/** A text for values without fields worth sending; undefined for all others. May throw what the host's code throws. */
export function platformText(value: object, tag: string): string | undefined {
  if (tag === 'Object' || tag === 'Array') return undefined
  if (tag === 'Date') return Number.isNaN((value as Date).getTime()) ? 'Invalid Date' : (value as Date).toISOString()
  if (BOXED.test(tag)) return String(value)
  if (ArrayBuffer.isView(value) || tag.endsWith('ArrayBuffer'))
    return `[${tag} of ${(value as ArrayBuffer).byteLength} bytes]`
  if (OPAQUE.test(tag)) return `[${tag}]`
  if (!MEMBERS[tag] && tag.endsWith('Event') && typeof (value as { type?: unknown }).type === 'string')
    return `[${tag} ${(value as { type: string }).type}]`
  return nodeText(value)
}

/** `<div#id.class>` for a DOM node; undefined for everything else. */
function nodeText(value: object): string | undefined {
  const { nodeType, nodeName, id, className } = value as Record<string, unknown>
  if (typeof nodeType !== 'number' || typeof nodeName !== 'string') return undefined
  const classes = typeof className === 'string' ? className.trim().split(/\s+/).filter(Boolean) : []
  const hash = typeof id === 'string' && id !== '' ? `#${id}` : ''
  return `<${nodeName.toLowerCase()}${hash}${classes.map((name) => `.${name}`).join('')}>`
}

/** The fields of an object of the platform; undefined for every other object. May throw what the host's code throws. */
export function platformFields(value: object, tag: string): Record<string, unknown> | undefined {
  const out: Record<string, unknown> = Object.create(null)
  if (tag === 'Headers' || tag === 'FormData')
    (value as Headers).forEach((item, name) => {
      out[name] = item
    })
  for (const name of MEMBERS[tag]?.split(' ') ?? []) {
    const member = (value as Record<string, unknown>)[name]
    if (member !== undefined) out[name] = member
  }
  for (const _ in out) return out
  return undefined
}
