/**
 * The only access to globalThis. The server's bundle and Next's bundle each load their own copy of every module; they share
 * values through named slots, as plain data or methods. `instanceof` does not work across the two.
 */
export interface ProcessSlot<T> {
  put(value: T): void
  /** Throws when the slot is empty. */
  get(): T
  /** Creates the value on first use. */
  getOrCreate(create: () => T): T
  peek(): T | undefined
}

export function processSlot<T>(name: string): ProcessSlot<T> {
  const key = Symbol.for(`agent-logger.${name}`)
  const slots = globalThis as unknown as Record<symbol, T | undefined>
  return {
    put: (value) => {
      slots[key] = value
    },
    get: () => {
      const value = slots[key]
      if (value === undefined) throw new Error(`nothing in process slot "${name}": is this running inside server.ts?`)
      return value
    },
    getOrCreate: (create) => {
      slots[key] ??= create()
      return slots[key] as T
    },
    peek: () => slots[key],
  }
}
