import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { captureErrors } from '#lib/sdk/capture/capture-errors.ts'
import type { ErrorHost } from '#lib/sdk/capture/uncaught-errors.ts'
import type { LogInput } from '#lib/sdk/logger.ts'

function capture(host: ErrorHost) {
  const taken: LogInput[] = []
  const order: string[] = []
  const stop = captureErrors(
    {
      log: (record) => {
        taken.push(record)
        order.push('log')
      },
      sendNow: () => order.push('sendNow'),
    },
    host,
  )
  return { taken, order, stop }
}

/** A browser's window with only the events that matter here. */
function page() {
  const target = new EventTarget()
  return {
    host: {
      addEventListener: target.addEventListener.bind(target),
      removeEventListener: target.removeEventListener.bind(target),
    } as ErrorHost,
    fire: (type: string, members: object) => target.dispatchEvent(Object.assign(new Event(type), members)),
  }
}

test('browser: an uncaught error is captured with its location and sent at once', () => {
  const { host, fire } = page()
  const { taken, order, stop } = capture(host)
  const error = new TypeError('no')
  fire('error', { message: 'Uncaught TypeError: no', error, filename: 'http://a/b.js', lineno: 3, colno: 7 })
  fire('error', { message: 'Script error.' })
  fire('unhandledrejection', { reason: new Error('later') })
  fire('unhandledrejection', { reason: { code: 5 } })
  stop()
  fire('error', { message: 'after' })
  expect(order.slice(0, 2)).toEqual(['log', 'sendNow'])
  expect(taken).toEqual([
    {
      level: 'error',
      body: 'Uncaught TypeError: no',
      error: expect.objectContaining({ name: 'TypeError', message: 'no', stack: error.stack }),
      attributes: { file: 'http://a/b.js', line: 3, column: 7 },
    },
    { level: 'error', body: 'Uncaught Script error.' },
    { level: 'error', body: 'Unhandled rejection: Error: later', error: expect.objectContaining({ message: 'later' }) },
    { level: 'error', body: 'Unhandled rejection: {"code":5}', attributes: { code: 5 } },
  ])
})

function node() {
  const process = new EventEmitter()
  return { process, host: { process } as unknown as ErrorHost, own: () => process.listenerCount('unhandledRejection') }
}

test('Node: only a monitor watches exceptions, so the process ends exactly as without us', () => {
  const { process, host, own } = node()
  const { taken, order, stop } = capture(host)
  expect(process.listenerCount('uncaughtException')).toBe(0)
  expect(own()).toBe(0)
  process.emit('uncaughtExceptionMonitor', new Error('x'), 'uncaughtException')
  process.emit('uncaughtExceptionMonitor', 'text', 'unhandledRejection')
  expect(taken).toMatchObject([
    { level: 'fatal', body: 'Uncaught Error: x', error: { message: 'x' } },
    { level: 'fatal', body: 'Unhandled rejection: text' },
  ])
  expect(order).toEqual(['log', 'sendNow', 'log', 'sendNow'])
  process.on('uncaughtException', () => {})
  process.emit('uncaughtExceptionMonitor', new Error('handled'), 'uncaughtException')
  expect(taken.at(-1)).toMatchObject({ level: 'error' })
  stop()
  expect(process.eventNames()).toEqual(['uncaughtException'])
})

test('Node: we listen to rejections only while the host itself does', () => {
  const { process, host, own } = node()
  const { taken, stop } = capture(host)
  const theirs = () => {}
  process.on('unhandledRejection', theirs)
  expect(own()).toBe(2)
  process.emit('unhandledRejection', new Error('x'))
  expect(taken).toMatchObject([{ level: 'error', body: 'Unhandled rejection: Error: x' }])
  process.off('unhandledRejection', theirs)
  expect(own()).toBe(0)
  process.once('unhandledRejection', theirs)
  process.emit('unhandledRejection', 'y')
  expect(taken).toHaveLength(2)
  expect(own()).toBe(0)
  stop()
  expect(process.eventNames()).toEqual([])
})

test('Node: a host that listened before us is noticed', () => {
  const { process, host, own } = node()
  process.on('unhandledRejection', () => {})
  const { stop } = capture(host)
  expect(own()).toBe(2)
  stop()
  expect(own()).toBe(1)
})

test('React Native: our handler runs first, and the app’s own still decides', () => {
  const seen: unknown[][] = []
  let handler: ((error: unknown, isFatal?: boolean) => void) | undefined = (...args) => void seen.push(args)
  const host: ErrorHost = {
    ErrorUtils: {
      getGlobalHandler: () => handler,
      setGlobalHandler: (next) => {
        handler = next
      },
    },
  }
  const { taken, stop } = capture(host)
  const error = new Error('x')
  handler(error, true)
  stop()
  handler(error, false)
  expect(seen).toEqual([
    [error, true],
    [error, false],
  ])
  expect(taken).toEqual([
    { level: 'fatal', body: 'Uncaught Error: x', error: expect.objectContaining({ message: 'x' }) },
  ])
})

test('a host that offers nothing is left alone', () => {
  expect(() => capture({}).stop()).not.toThrow()
})
