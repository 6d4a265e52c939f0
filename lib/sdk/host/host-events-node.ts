/** The ends of a Node process: nothing left to do, exit, and the signals that end it. */
import { readMember } from '#lib/sdk/record/read-member.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'

/** What a Node process reports about its end. */
export interface ProcessLife {
  /** Nothing is left to do; work that is begun now still runs. */
  onIdle(): void
  /** The process exits after this call. */
  onExit(): void
}

type Listener = (...args: never[]) => void

export interface ProcessTarget {
  process?: {
    on?: (event: string, listener: Listener) => unknown
    off?: (event: string, listener: Listener) => unknown
    listeners?: (event: string) => unknown[]
    kill?: (pid: number, signal: string) => unknown
    pid?: number
    platform?: string
  }
}

/** The signals by which people and supervisors end a program. */
const SIGNALS = ['SIGTERM', 'SIGINT']
const OURS = 'agentLoggerSignal'

export function watchNode(life: ProcessLife, { process }: ProcessTarget, watchesSignals: boolean): () => void {
  if (!process?.on) return () => {}
  const idle = () => runAsSdk(() => life.onIdle())
  const exit = () => runAsSdk(() => life.onExit())
  process.on('beforeExit', idle)
  process.on('exit', exit)
  const stops = watchesSignals ? SIGNALS.map((signal) => watchSignal(signal, exit, process)) : []
  return () => {
    process.off?.('beforeExit', idle)
    process.off?.('exit', exit)
    for (const stop of stops) stop()
  }
}

/**
 * A signal ends a program only while nobody listens to it, so we listen only then, and end the program by the same signal
 * afterwards. What the host does with a signal it listens to is its own affair, and leads to `exit`.
 */
function watchSignal(signal: string, exit: () => void, process: NonNullable<ProcessTarget['process']>): () => void {
  const { on, off, listeners, kill, pid, platform } = process
  // Windows has no signals to end by.
  if (!on || !off || !listeners || !kill || pid === undefined || platform === 'win32') return () => {}
  /** Also of other copies of the SDK: each session delivers its own last words. */
  const isOurs = (listener: unknown) => readMember(listener, OURS) === true
  const isFree = () => listeners.call(process, signal).every(isOurs)
  let isListening = false
  const listen = (wanted: boolean) => {
    if (wanted === isListening) return
    isListening = wanted
    if (wanted) on.call(process, signal, onSignal)
    else off.call(process, signal, onSignal)
  }
  const onSignal = Object.assign(
    () => {
      exit()
      stop()
      kill.call(process, pid, signal)
    },
    { [OURS]: true },
  )
  let isWatching = true
  const follow = () => listen(isWatching && isFree())
  // `newListener` fires before the listener is added. Without ours, Node would stop to watch the signal before that.
  const onAdded = (event: string, listener: unknown) => {
    if (event === signal && !isOurs(listener)) void Promise.resolve().then(follow)
  }
  const onRemoved = (event: string, listener: unknown) => {
    if (event === signal && !isOurs(listener)) follow()
  }
  const stop = () => {
    isWatching = false
    off.call(process, 'newListener', onAdded)
    off.call(process, 'removeListener', onRemoved)
    follow()
  }
  follow()
  on.call(process, 'newListener', onAdded)
  on.call(process, 'removeListener', onRemoved)
  return stop
}
