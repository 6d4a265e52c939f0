/**
 * Puts a proxy in the place of a function or class of the page. The proxy is the original in all but our traps: name, length,
 * statics, `instanceof`, and its text, which pages look at to tell native functions from others.
 */

// biome-ignore lint/suspicious/noExplicitAny: the functions of a page have any signature.
type AnyFunction = (...args: any[]) => unknown
export type Traps = Pick<ProxyHandler<AnyFunction>, 'apply' | 'construct'>

/**
 * Returns a function that restores the original. Where somebody has replaced the member since then, theirs stays; the caller's
 * traps must know by themselves that they have ended. Does nothing where there is no such member, or it cannot be replaced.
 */
export function replaceMember(owner: object | undefined, name: string, traps: Traps): () => void {
  const members = owner as Record<string, AnyFunction> | undefined
  const original = members?.[name]
  if (!owner || typeof original !== 'function') return () => {}
  const descriptor = Object.getOwnPropertyDescriptor(owner, name)
  const proxy = new Proxy(original, {
    ...traps,
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      return key === 'toString' && value === Function.prototype.toString ? () => String(target) : value
    },
  })
  const put = (value: PropertyDescriptor) => {
    try {
      Object.defineProperty(owner, name, value)
      return true
    } catch {
      return false // frozen by the page
    }
  }
  const { enumerable = false } = descriptor ?? {}
  if (!put({ value: proxy, enumerable, configurable: true, writable: true })) return () => {}
  return () => {
    if (Object.getOwnPropertyDescriptor(owner, name)?.value !== proxy) return
    if (descriptor) put(descriptor)
    else Reflect.deleteProperty(owner, name)
  }
}

/** The same for a class: its instances are made by the original, also where a class of the page extends it. */
export function replaceClass<T extends object>(name: string, made: (instance: T, args: unknown[]) => void): () => void {
  const host = globalThis as unknown as Record<
    string,
    (AnyFunction & { prototype: { constructor: unknown } }) | undefined
  >
  const original = host[name]
  const restore = replaceMember(globalThis, name, {
    construct(target, args, newTarget) {
      const instance = Reflect.construct(target, args, newTarget === replaced ? target : newTarget) as T
      made(instance, args)
      return instance
    },
  })
  const replaced = host[name]
  if (!original || replaced === original) return restore
  const setConstructor = (value: unknown) =>
    Object.defineProperty(original.prototype, 'constructor', { value, configurable: true, writable: true })
  setConstructor(replaced)
  return () => {
    if (original.prototype.constructor === replaced) setConstructor(original)
    restore()
  }
}
