/**
 * What code that runs in pages needs of the language whatever the page has changed: built-in functions as they were when this file
 * was loaded, and fields that nothing on `Object.prototype` can stand in for.
 */

/** `apply(f, self, args)` for `f.apply(self, args)`: pages replace the methods of functions. */
export const { apply } = Reflect

/** Whether the page has put something on `Object.prototype` that every object seems to have. */
export function isPolluted(): boolean {
  for (const _ in {}) return true
  return false
}

/** The same fields, without any that are inherited: a copy in a page where that matters. Not for values that a host gets to see. */
export function own<T extends object>(fields: T): T
export function own<T extends object>(fields: T | undefined | null): Partial<T>
export function own<T extends object>(fields: T | undefined | null): Partial<T> {
  return isPolluted() ? ({ __proto__: null, ...fields } as object as Partial<T>) : (fields ?? {})
}

/** Sets an own field, whatever its name: `__proto__` changes no prototype, and a setter that is inherited does not run. */
export function setOwn(fields: object, key: PropertyKey, value: unknown): void {
  if (key in fields)
    Object.defineProperty(fields, key, own({ value, enumerable: true, configurable: true, writable: true }))
  else (fields as Record<PropertyKey, unknown>)[key] = value
}
