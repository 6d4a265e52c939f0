/** Takes what the package `debug` prints: `captureDebug(createDebug, logger)`. The namespace becomes the scope. */
import { formatConsole } from '#lib/sdk/capture/console-format.ts'
import type { Logger } from '#lib/sdk/index.ts'
import { isErrorLike } from '#lib/sdk/record/to-error.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import { quietly } from './quietly.ts'

type Hook = (this: unknown, ...args: never[]) => unknown

/** The members of `debug` that its documentation lets programs replace. */
export interface DebugModule {
  formatArgs: Hook
  log: Hook
  coerce: Hook
}

/** Starts capturing every enabled instance, also those that exist already. Returns a function that stops it. */
export function captureDebug(debug: DebugModule, logger: Logger): () => void {
  let thrown: Error | undefined
  let isStopped = false

  const wrap = (name: keyof DebugModule, around: (original: Hook) => Hook): (() => void) => {
    const original = debug[name]
    const wrapper = around(original)
    debug[name] = wrapper
    return () => {
      // Somebody may have wrapped our wrapper since then.
      if (debug[name] === wrapper) debug[name] = original
    }
  }
  const stops = [
    // `debug` makes text of an error first of all, and decorates the text next.
    wrap(
      'coerce',
      (original) =>
        function coerce(this: unknown, ...args: never[]) {
          thrown = isErrorLike(args[0]) ? args[0] : undefined
          return original.apply(this, args)
        },
    ),
    wrap(
      'formatArgs',
      (original) =>
        function formatArgs(this: unknown, ...args: never[]) {
          const [parts] = args as unknown as [unknown[]]
          const error = thrown
          thrown = undefined
          if (!isStopped)
            quietly(() => {
              const { namespace } = this as { namespace?: unknown }
              logger.log({
                level: 'debug',
                ...formatConsole(parts),
                ...(error && { error }),
                ...(typeof namespace === 'string' && { scope: namespace }),
              })
            })
          return original.apply(this, args)
        },
    ),
    // What it prints is recorded already.
    wrap(
      'log',
      (original) =>
        function log(this: unknown, ...args: never[]) {
          return isStopped ? original.apply(this, args) : runAsSdk(() => original.apply(this, args))
        },
    ),
  ]
  return () => {
    isStopped = true
    for (const stop of stops) stop()
  }
}
