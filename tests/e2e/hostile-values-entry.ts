/** Runs in a page: calls each console method with hostile values, without capture and with it, and reports what differs. */
import { captureConsole } from '#lib/sdk/capture/capture-console.ts'
import { captureErrors } from '#lib/sdk/capture/capture-errors.ts'
import { toRecord } from '#lib/sdk/record/to-record.ts'
import { FORMATS, HOSTILE } from '#tests/unit/sdk/hostile-values.ts'

type Call = (...args: unknown[]) => unknown
const METHODS = ['log', 'info', 'debug', 'warn', 'error', 'dir', 'dirxml', 'table', 'assert', 'group', 'groupEnd', 'count', 'time', 'timeEnd'] // biome-ignore format: one list
const VALUES: Record<string, () => unknown> = {
  ...HOSTILE,
  'an element': () => document.createElement('div'),
  'the window': () => window,
  'an error of a frame': () => new (frame().Error as ErrorConstructor)('no'),
  'an event': () => new MessageEvent('message', { data: 1 }),
}

function frame(): Record<string, unknown> {
  const element = document.querySelector('iframe') ?? document.body.appendChild(document.createElement('iframe'))
  return element.contentWindow as unknown as Record<string, unknown>
}

/** `returned undefined`, or what was thrown. */
function outcome(method: string, args: unknown[]): string {
  try {
    return `returned ${String((console as unknown as Record<string, Call>)[method]?.(...args))}`
  } catch (error) {
    return `threw ${String(error)}`
  }
}

export function differences(): { differences: string[]; missing: string[]; calls: number } {
  const cases = METHODS.flatMap((method) =>
    Object.keys(VALUES).flatMap((name, i) =>
      [[], [FORMATS[i % FORMATS.length] as string]].map((format) => ({ method, name, format })),
    ),
  )
  const run = ({ method, name, format }: (typeof cases)[number]) => outcome(method, [...format, VALUES[name]?.()])
  const without = cases.map(run)
  const missing: string[] = []
  const different: string[] = []
  const bodies: string[] = []
  const stop = captureConsole((record) => bodies.push(toRecord(record, {}, 0).body), () => 0) // biome-ignore format: one thing
  for (const [i, one] of cases.entries()) {
    const label = `${one.method}(${[...one.format, one.name].join(', ')})`
    const result = run(one)
    if (result !== without[i]) different.push(`${label}: ${without[i]}, with capture ${result}`)
    console.log('still here')
    if (!bodies.at(-1)?.endsWith('still here')) missing.push(label)
  }
  stop()
  return { differences: different, missing, calls: cases.length }
}

/** Throws each value where nobody catches it; resolves to the bodies that were recorded. */
export async function uncaught(): Promise<{ thrown: number; bodies: string[] }> {
  const bodies: string[] = []
  const stop = captureErrors({ log: (record) => bodies.push(toRecord(record, {}, 0).body), sendNow: () => {} })
  const makers = Object.values(VALUES)
  for (const make of makers) {
    setTimeout(() => {
      throw make()
    })
    setTimeout(() => void Promise.reject(make()))
  }
  await new Promise((resolve) => setTimeout(resolve, 0))
  while (bodies.length < makers.length * 2) await new Promise((resolve) => setTimeout(resolve, 5))
  stop()
  return { thrown: makers.length, bodies }
}
