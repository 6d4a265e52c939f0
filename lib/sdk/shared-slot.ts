/**
 * What all copies of the SDK in one page or process share. A program may load several: the `import` and the `require` form, and
 * one with each further entry of the package. Copies of different versions meet here too, so a shape only ever grows.
 */

import { own } from '#lib/protocol/built-ins.ts'

export function sharedSlot<T extends object>(name: string, create: () => T): T {
  const key = Symbol.for(`agent-logger.${name}`)
  const found = (globalThis as unknown as Record<symbol, T | undefined>)[key]
  if (found) return found
  const value = create()
  // Jest replaces what is configurable by accessors that recur forever, and a logger may outlive its test.
  for (const member of Reflect.ownKeys(value)) Object.defineProperty(value, member, { configurable: false })
  try {
    Object.defineProperty(globalThis, key, own({ value, configurable: true }))
  } catch {
    // The host has sealed its global object, so this copy keeps to itself.
  }
  return value
}
