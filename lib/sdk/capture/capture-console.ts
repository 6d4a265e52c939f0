/**
 * Sends what the host writes with `console.*`. Every call reaches the real console first, unchanged. Calls that the SDK itself
 * causes, and calls that one console method makes to another, are not captured [DV9].
 */
import { apply } from '#lib/protocol/built-ins.ts'
import type { Level } from '#lib/protocol/levels.ts'
import type { LogInput } from '#lib/sdk/logger.ts'
import { Serializer } from '#lib/sdk/record/serializer.ts'
import { readError } from '#lib/sdk/record/to-error.ts'
import { plainText, preview } from '#lib/sdk/record/to-text.ts'
import { isSdkRunning, runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import { type ConsoleMessage, formatConsole } from './console-format.ts'

type Method = (...args: unknown[]) => unknown
export type ConsoleLike = Record<string, Method | undefined>

const LABELS_MAX = 1_000
const INDENT_MAX = 20

/** Starts capturing. Returns a function that stops it and restores the console. */
export function captureConsole(
  log: (record: LogInput) => void,
  nowMs: () => number,
  target: ConsoleLike = console as unknown as ConsoleLike,
): () => void {
  const handlers = createHandlers(log, nowMs)
  const originals = new Map<string, Method>()
  const wrappers = new Map<string, Method>()
  let isInside = false
  let isStopped = false
  // Nothing of it may replace what the console returned or threw to the host.
  const record = (handle: (args: unknown[]) => void, args: unknown[]) => {
    try {
      handle(args)
    } catch {
      log({ level: 'unknown', body: '[unreadable call of the console]' })
    }
  }

  for (const [name, handle] of Object.entries(handlers)) {
    const original = target[name]
    if (typeof original !== 'function') continue
    const wrapper = function (this: unknown, ...args: unknown[]): unknown {
      if (isInside || isStopped || isSdkRunning()) return apply(original, this, args)
      isInside = true
      try {
        // What the console writes to a stream is recorded here, so `captureOutput` passes it by.
        return runAsSdk(() => apply(original, this, args))
      } finally {
        record(handle, args)
        isInside = false
      }
    }
    try {
      target[name] = wrapper
    } catch {
      continue // a frozen console stays as it is
    }
    originals.set(name, original)
    wrappers.set(name, wrapper)
  }

  return () => {
    isStopped = true
    for (const [name, original] of originals) {
      // Somebody may have wrapped our wrapper since then; theirs stays, and ours only passes calls on.
      if (target[name] === wrappers.get(name)) target[name] = original
    }
  }
}

/** What each method logs. Methods that print nothing (`clear`, `profile`) are not captured. */
function createHandlers(
  log: (record: LogInput) => void,
  nowMs: () => number,
): Record<string, (args: unknown[]) => unknown> {
  let depth = 0
  const counts = new Map<string, number>()
  const startedAtMs = new Map<string, number>()

  const emit = (level: Level, message: ConsoleMessage) => {
    log({ level, ...message, body: '  '.repeat(Math.min(depth, INDENT_MAX)) + message.body })
  }
  const emitArgs = (level: Level) => (args: unknown[]) => emit(level, formatConsole(args))
  const labelOf = (args: unknown[]) => (args[0] === undefined ? 'default' : formatConsole([args[0]]).body)
  const remember = <V>(map: Map<string, V>, label: string, value: V) => {
    if (map.has(label) || map.size < LABELS_MAX) map.set(label, value)
  }
  const open = (args: unknown[]) => {
    if (args.length > 0) emit('info', formatConsole(args))
    depth++
  }
  const elapsed = (args: unknown[]): string => {
    const label = labelOf(args)
    const sinceMs = startedAtMs.get(label)
    if (sinceMs === undefined) return label
    const { body, ...extra } = formatConsole(args.slice(1))
    emit('debug', { ...extra, body: `${label}: ${(nowMs() - sinceMs).toFixed(3)} ms ${body}`.trimEnd() })
    return label
  }

  return {
    log: emitArgs('info'),
    info: emitArgs('info'),
    debug: emitArgs('debug'),
    warn: emitArgs('warn'),
    error: emitArgs('error'),
    dir: (args) => emitArgs('info')(args.slice(0, 1)),
    dirxml: emitArgs('info'),
    table: ([table]) => {
      const plain = new Serializer({ isConsole: true }).plain(table)
      emit('info', { body: preview(plainText(plain)), attributes: { table: plain } })
    },
    trace: (args) => {
      const message = formatConsole(args)
      const error = message.error ?? readError(Object.assign(new Error(message.body), { name: 'Trace' }))
      emit('trace', { ...message, body: `Trace: ${message.body}`, error })
    },
    assert: (args) => {
      if (args[0]) return
      const message = formatConsole(args.slice(1))
      emit('error', {
        ...message,
        body: message.body === '' ? 'Assertion failed' : `Assertion failed: ${message.body}`,
      })
    },
    group: open,
    groupCollapsed: open,
    groupEnd: () => {
      depth = Math.max(0, depth - 1)
    },
    count: (args) => {
      const label = labelOf(args)
      const count = (counts.get(label) ?? 0) + 1
      remember(counts, label, count)
      emit('debug', { body: `${label}: ${count}` })
    },
    countReset: (args) => void counts.delete(labelOf(args)),
    time: (args) => {
      const label = labelOf(args)
      if (!startedAtMs.has(label)) remember(startedAtMs, label, nowMs())
    },
    timeLog: elapsed,
    timeEnd: (args) => void startedAtMs.delete(elapsed(args)),
  }
}
