/**
 * The published surface of `agent-logger/react`: `<AgentLogger enable shakeThreshold={2.7} serverUrl token>` around an app starts
 * the logger once and opens the screen by shaking or by its ref. The screen itself is loaded when it is first opened.
 */
import {
  createContext,
  createElement,
  type ReactNode,
  type Ref,
  useContext,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import type { AgentLoggerOptions, AgentLogger as Logger } from '#lib/sdk/index.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import type { Screen, ScreenOptions } from './mount-screen.ts'
import { SHAKE_THRESHOLD_G } from './shake.ts'
import { watchShake } from './watch-shake.ts'

export interface AgentLoggerProps extends Pick<ScreenOptions, 'shakeThreshold' | 'theme' | 'lang' | 'nonce'> {
  /** Default true. False: nothing is started and nothing is shown. */
  enable?: boolean
  serverUrl: string
  token: string
  /** Further options of the logger, read when it starts. */
  options?: Omit<AgentLoggerOptions, 'server' | 'token'>
  children?: ReactNode
  ref?: Ref<AgentLoggerHandle>
}

export interface AgentLoggerHandle {
  /** Null until it has started, and while `enable` is false. */
  readonly logger: Logger | null
  open(): void
  close(): void
}

const LoggerContext = createContext<Logger | null>(null)

/** The logger of the `<AgentLogger>` above; null until it has started, and outside of one. */
export function useAgentLogger(): Logger | null {
  return useContext(LoggerContext)
}

export function AgentLogger(props: AgentLoggerProps): ReactNode {
  const { enable = true, serverUrl, token, options, children, ref, shakeThreshold = SHAKE_THRESHOLD_G } = props
  const [logger, setLogger] = useState<Logger | null>(null)
  const ending = useRef<{ logger: Logger; key: string; timer: ReturnType<typeof setTimeout> } | null>(null)
  const screen = useRef<Promise<Screen> | null>(null)
  const latest = useRef(props)
  latest.current = props

  const key = `${serverUrl} ${token}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: options are read when it starts
  useEffect(() => {
    if (!enable) return
    // StrictMode, and a parent that moves us, take an effect back only to run it again: the session stays.
    const kept = ending.current?.key === key ? ending.current : null
    if (kept) clearTimeout(kept.timer)
    const started = kept?.logger ?? startAgentLogger({ ...options, server: serverUrl, token })
    ending.current = null
    setLogger(started)
    return () => {
      setLogger(null)
      ending.current = { logger: started, key, timer: setTimeout(() => void started.close()) }
    }
  }, [enable, key])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `open` is new with each logger
  useEffect(() => {
    if (!logger || shakeThreshold === false) return
    return watchShake(() => void open(), shakeThreshold)
  }, [logger, shakeThreshold])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another logger has another screen
  useEffect(
    () => () => {
      void screen.current?.then(({ remove }) => remove())
      screen.current = null
    },
    [logger],
  )

  async function open(): Promise<void> {
    if (!logger) return
    const { theme, lang, nonce } = latest.current
    screen.current ??= import('./mount-screen.ts').then(({ mountScreen }) =>
      mountScreen(logger, {
        shakeThreshold: false,
        server: serverUrl,
        ...(theme ? { theme } : {}),
        ...(lang ? { lang } : {}),
        ...(nonce ? { nonce } : {}),
      }),
    )
    const mounted = screen.current
    // A bundle that cannot be loaded must not break the app; the next try loads it again.
    await mounted.then(
      (loaded) => {
        loaded.element.isShakeWatched = latest.current.shakeThreshold !== false
        loaded.open()
      },
      () => {
        screen.current = null
      },
    )
  }

  useImperativeHandle(ref, () => ({
    logger,
    open: () => void open(),
    close: () => void screen.current?.then((mounted) => mounted.close()),
  }))

  return createElement(LoggerContext, { value: logger }, children)
}
