/**
 * The one door to globalThis. The server's bundle and Next's bundle each load their own copy of every module; what
 * they must share goes through a named slot, as plain data or methods, never by `instanceof`.
 */
export interface ProcessSlot<T> {
  put(value: T): void
  /** Throws when nothing was put there. */
  get(): T
  /** The value, made on first use. */
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
