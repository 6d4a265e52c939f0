/**
 * Sends what the host writes with `console.*`. Every call still reaches the console it was meant for, first and
 * unchanged. Calls that the SDK causes itself, and calls a console method makes to another, are not taken [DV9].
 */
import type { Level } from '../protocol/levels.ts'
import { type ConsoleMessage, formatConsole } from './console-format.ts'
import type { LogInput } from './logger.ts'
import { isOwnWork } from './own-work.ts'

type Method = (...args: unknown[]) => unknown
export type ConsoleLike = Record<string, Method | undefined>

const LABELS_MAX = 1_000
const INDENT_MAX = 20

/** Starts taking. Returns how to stop, which puts the console back as it was. */
export function captureConsole(
  log: (record: LogInput) => void,
  nowMs: () => number,
  target: ConsoleLike = console as unknown as ConsoleLike,
): () => void {
  const takers = createTakers(log, nowMs)
  const originals = new Map<string, Method>()
  const wrappers = new Map<string, Method>()
  let isInside = false
  let isStopped = false

  for (const [name, take] of Object.entries(takers)) {
    const original = target[name]
    if (typeof original !== 'function') continue
    const wrapper = function (this: unknown, ...args: unknown[]): unknown {
      if (isInside || isStopped || isOwnWork()) return original.apply(this, args)
      isInside = true
      try {
        return original.apply(this, args)
      } finally {
        take(args)
        isInside = false
      }
    }
    try {
      target[name] = wrapper
    } catch {
      continue // a frozen console keeps what it has
    }
    originals.set(name, original)
    wrappers.set(name, wrapper)
  }

  return () => {
    isStopped = true
    for (const [name, original] of originals) {
      // Somebody may have wrapped ours since: then theirs stays, and ours only passes on.
      if (target[name] === wrappers.get(name)) target[name] = original
    }
  }
}

/** What each method says. Methods that say nothing (`clear`, `profile`) are not taken. */
function createTakers(log: (record: LogInput) => void, nowMs: () => number): Record<string, (args: unknown[]) => void> {
  let depth = 0
  const counts = new Map<string, number>()
  const startedAtMs = new Map<string, number>()

  const say = (level: Level, message: ConsoleMessage) => {
    log({ level, ...message, body: '  '.repeat(Math.min(depth, INDENT_MAX)) + message.body })
  }
  const sayArgs = (level: Level) => (args: unknown[]) => say(level, formatConsole(args))
  const labelOf = (args: unknown[]) => (args[0] === undefined ? 'default' : formatConsole([args[0]]).body)
  const remember = <V>(map: Map<string, V>, label: string, value: V) => {
    if (map.has(label) || map.size < LABELS_MAX) map.set(label, value)
  }
  const open = (args: unknown[]) => {
    if (args.length > 0) say('info', formatConsole(args))
    depth++
  }
  const elapsed = (args: unknown[]) => {
    const sinceMs = startedAtMs.get(labelOf(args))
    if (sinceMs === undefined) return
    const { body, ...extra } = formatConsole(args.slice(1))
    const text = `${labelOf(args)}: ${(nowMs() - sinceMs).toFixed(3)} ms ${body}`
    say('debug', { ...extra, body: text.trimEnd() })
  }

  return {
    log: sayArgs('info'),
    info: sayArgs('info'),
    debug: sayArgs('debug'),
    warn: sayArgs('warn'),
    error: sayArgs('error'),
    dir: (args) => sayArgs('info')(args.slice(0, 1)),
    dirxml: sayArgs('info'),
    table: (args) => say('info', { ...formatConsole(args.slice(0, 1)), attributes: { table: args[0] } }),
    trace: (args) => {
      const message = formatConsole(args)
      const error = message.error ?? Object.assign(new Error(message.body), { name: 'Trace' })
      say('trace', { ...message, body: `Trace: ${message.body}`, error })
    },
    assert: (args) => {
      if (args[0]) return
      const message = formatConsole(args.slice(1))
      say('error', { ...message, body: message.body === '' ? 'Assertion failed' : `Assertion failed: ${message.body}` })
    },
    group: open,
    groupCollapsed: open,
    groupEnd: () => {
      depth = Math.max(0, depth - 1)
    },
    count: (args) => {
      const count = (counts.get(labelOf(args)) ?? 0) + 1
      remember(counts, labelOf(args), count)
      say('debug', { body: `${labelOf(args)}: ${count}` })
    },
    countReset: (args) => void counts.delete(labelOf(args)),
    time: (args) => {
      if (!startedAtMs.has(labelOf(args))) remember(startedAtMs, labelOf(args), nowMs())
    },
    timeLog: elapsed,
    timeEnd: (args) => {
      elapsed(args)
      startedAtMs.delete(labelOf(args))
    },
  }
}
