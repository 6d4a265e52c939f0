/** Values that throw, lie or count when somebody reads them. Each factory makes a new one; runs in Node and in browsers. */

const boom = (): never => {
  throw new Error('trap')
}

const TRAPS = [
  ...['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'apply', 'construct', 'set'],
  ...['isExtensible', 'defineProperty', 'deleteProperty', 'preventExtensions', 'setPrototypeOf'],
] as const

const trapped = (target: object, traps: readonly string[]) =>
  new Proxy(target, Object.fromEntries(traps.map((trap) => [trap, boom])))

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

/** An object with an accessor that throws. */
const accessor = (key: PropertyKey, on: object = {}) => Object.defineProperty(on, key, { get: boom, enumerable: true })

export const HOSTILE: Record<string, () => unknown> = {
  'a revoked proxy': () => revoked({}),
  'a revoked proxy of a list': () => revoked([]),
  'a revoked proxy of a function': () => revoked(() => {}),
  'a proxy with every trap': () => trapped({ a: 1 }, TRAPS),
  'a proxy of a function with every trap': () => trapped(() => {}, TRAPS),
  ...Object.fromEntries(TRAPS.map((trap) => [`a proxy that throws in ${trap}`, () => trapped({ a: 1 }, [trap])])),
  ...Object.fromEntries(
    [
      'a',
      'name',
      'message',
      'stack',
      'cause',
      'errors',
      'toJSON',
      'toString',
      'valueOf',
      'nodeType',
      'then',
      'type',
      'constructor',
    ].map((key) => [`an object whose ${key} throws`, () => accessor(key)]),
  ),
  ...Object.fromEntries(
    ['name', 'message', 'stack', 'cause', 'code'].map((key) => [
      `an error whose ${key} throws`,
      () => accessor(key, new TypeError('no')),
    ]),
  ),
  'a tag that throws': () => accessor(Symbol.toStringTag),
  'a tag that lies': () => ({ [Symbol.toStringTag]: 'Map', a: 1 }),
  'a tag of an error': () => ({ [Symbol.toStringTag]: 'Error' }),
  'an iterator that throws': () => Object.assign([1, 2], { [Symbol.iterator]: boom }),
  'a map whose iterator throws': () =>
    Object.assign(new Map([[1, 2]]), { [Symbol.iterator]: boom, forEach: boom, entries: boom }),
  'a set whose iterator throws': () => Object.assign(new Set([1]), { [Symbol.iterator]: boom, values: boom }),
  'a primitive conversion that throws': () => ({ [Symbol.toPrimitive]: boom }),
  'a function whose name throws': () => accessor('name', () => {}),
  'a function whose valueOf throws': () => Object.assign(() => {}, { valueOf: boom }),
  'a function that throws': () => boom,
  'a class': () => class Point {},
  'a symbol': () => Symbol('s'),
  'a symbol without a name': () => Symbol(),
  'a big integer': () => 2n ** 70n,
  'an object without a prototype': () => Object.create(null),
  'a cycle': () => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    return cycle
  },
  'a list with a hostile item': () => [1, revoked({}), trapped({}, TRAPS)],
  'a map with a hostile key': () => new Map([[revoked({}), revoked({})]]),
  'an invalid date': () => new Date(Number.NaN),
  'a rejected promise': () => {
    const promise = Promise.reject(new Error('later'))
    promise.catch(() => {})
    return promise
  },
  nothing: () => undefined,
  null: () => null,
  'a text': () => 'text',
  'a number': () => -0,
}

/** First arguments that decide how the others are read. */
export const FORMATS = ['%s', '%d', '%i', '%f', '%j', '%o', '%O', '%c', '%%', '%s %d %o', '%', 'plain', '%x %s %']
