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

type Process = NonNullable<ProcessTarget['process']>
type Lives = ReadonlySet<ProcessLife>

/** The signals by which people and supervisors end a program. */
const SIGNALS = ['SIGTERM', 'SIGINT']
const OURS = 'agentLoggerSignal'

export function watchNode(life: ProcessLife, { process }: ProcessTarget, watchesSignals: boolean): () => void {
  if (!process?.on) return () => {}
  const stops = [ends.add(life, process), ...(watchesSignals ? [signals.add(life, process)] : [])]
  return () => {
    for (const stop of stops) stop()
  }
}

/** All sessions share their listeners: a host with many must not be warned that it has more than ten of one event. */
class SharedWatch {
  readonly #begin: (lives: Lives, process: Process) => () => void
  readonly #watches = new WeakMap<Process, { lives: Set<ProcessLife>; stop: () => void }>()

  constructor(begin: (lives: Lives, process: Process) => () => void) {
    this.#begin = begin
  }

  /** Returns a function that ends the watch for this life; the last one takes the listeners away. */
  add(life: ProcessLife, process: Process): () => void {
    const watch = this.#watches.get(process) ?? this.#start(process)
    watch.lives.add(life)
    return () => {
      if (!watch.lives.delete(life) || watch.lives.size > 0) return
      this.#watches.delete(process)
      watch.stop()
    }
  }

  #start(process: Process) {
    const lives = new Set<ProcessLife>()
    const watch = { lives, stop: this.#begin(lives, process) }
    this.#watches.set(process, watch)
    return watch
  }
}

const ends = new SharedWatch(watchEnds)
const signals = new SharedWatch((lives, process) => {
  const stops = SIGNALS.map((signal) => watchSignal(signal, lives, process))
  return () => {
    for (const stop of stops) stop()
  }
})

/** Also for listeners of other copies of the SDK: each session delivers its own last words. */
function isOurs(listener: unknown): boolean {
  return readMember(listener, OURS) === true
}

function endAll(lives: Lives): void {
  for (const life of [...lives]) runAsSdk(() => life.onExit())
}

/** Our listener of `exit` is the last one, so that what the host logs in its own is delivered too. */
function watchEnds(lives: Lives, process: Process): () => void {
  const idle = () => {
    for (const life of [...lives]) runAsSdk(() => life.onIdle())
  }
  const exit = Object.assign(() => endAll(lives), { [OURS]: true })
  /** A listener makes ours move once: another library may want to be the last one, too. */
  const seen = new WeakSet<Listener>()
  const onAdded = (event: string, listener: Listener) => {
    if (event !== 'exit' || isOurs(listener) || seen.has(listener)) return
    seen.add(listener)
    // It is added after this call.
    void Promise.resolve().then(() => {
      if (lives.size === 0) return
      process.off?.('exit', exit)
      process.on?.('exit', exit)
    })
  }
  process.on?.('beforeExit', idle)
  process.on?.('exit', exit)
  process.on?.('newListener', onAdded)
  return () => {
    process.off?.('newListener', onAdded)
    process.off?.('beforeExit', idle)
    process.off?.('exit', exit)
  }
}

/**
 * A signal ends a program only while nobody listens to it, so we listen only then, and end the program by the same signal
 * afterwards. What the host does with a signal it listens to is its own affair, and leads to `exit`.
 */
function watchSignal(signal: string, lives: Lives, process: Process): () => void {
  const { on, off, listeners, kill, pid, platform } = process
  // Windows has no signals to end by. The first process of a container is not ended by one that it does not listen to.
  if (!on || !off || !listeners || !kill || pid === undefined || pid === 1 || platform === 'win32') return () => {}
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
      endAll(lives)
      stop()
      kill.call(process, pid, signal)
    },
    { [OURS]: true },
  )
  let isWatching = true
  const follow = () => listen(isWatching && isFree())
  const followSoon = () => void Promise.resolve().then(follow)
  // `newListener` fires before the listener is added. Without ours, Node would stop to watch the signal before that.
  const onAdded = (event: string, listener: unknown) => {
    if (event === signal && !isOurs(listener)) followSoon()
  }
  const onRemoved = (event: string, listener: unknown) => {
    if (event !== signal) return
    if (listener === onSignal && isListening) {
      // The host has removed all listeners.
      isListening = false
      followSoon()
    } else if (!isOurs(listener)) follow()
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
