/**
 * The published surface of `agent-logger/screen`, and `/sdk/agent-logger-screen.js` for script tags: puts the screen into a page.
 * `<script type="module" src="https://server/sdk/agent-logger-screen.js"></script>` beside the SDK's own tag mounts it by itself.
 */
import type { AgentLogger } from '#lib/sdk/logger.ts'
import { AgentLoggerScreen } from './screen-element.ts'
import { SHAKE_THRESHOLD_G } from './shake.ts'

export { AgentLoggerScreen } from './screen-element.ts'

export interface ScreenOptions {
  /** How hard to shake to open it, in g; false turns that off. Default 2.7. */
  shakeThreshold?: number | false
  /** Default `auto`, the system's theme. */
  theme?: 'auto' | 'light' | 'dark'
  /** `en` or `ru`. Default: the page's language, else the browser's. */
  lang?: string
  /** Address of the server, shown on the connection sheet. */
  server?: string
  /** For browsers without constructable style sheets, under a strict policy. */
  nonce?: string
}

export interface Screen {
  readonly element: AgentLoggerScreen
  open(): void
  close(): void
  /** Removes it from the page, with all its listeners. */
  remove(): void
}

const NAME = 'agent-logger-screen'

export function mountScreen(logger: AgentLogger, options: ScreenOptions = {}): Screen {
  if (!customElements.get(NAME)) customElements.define(NAME, AgentLoggerScreen)
  const element = document.createElement(NAME) as AgentLoggerScreen
  const { shakeThreshold = SHAKE_THRESHOLD_G, theme, lang, server, nonce } = options
  element.logger = logger
  if (server) element.server = server
  if (shakeThreshold !== false) element.setAttribute('shake', String(shakeThreshold))
  for (const [name, value] of Object.entries({ theme, lang, nonce })) if (value) element.setAttribute(name, value)
  document.body.append(element)
  return {
    element,
    open: () => element.open(),
    close: () => element.close(),
    remove: () => element.remove(),
  }
}

interface TaggedPage {
  agentLogger?: AgentLogger
  AgentLogger?: { openLogger?: () => void; closeLogger?: () => void }
}

/** Mounts by its own script tag, for the logger that the SDK's tag has started. */
function mountFromTag(): void {
  const page = window as unknown as TaggedPage
  const tag = document.querySelector<HTMLScriptElement>('script[src*="agent-logger-screen"]')
  if (!tag || !page.agentLogger) return
  const { theme, lang, shake } = tag.dataset
  const screen = mountScreen(page.agentLogger, {
    shakeThreshold: shake === 'off' ? false : Number(shake) || SHAKE_THRESHOLD_G,
    server: new URL(tag.src).origin,
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
    ...(lang ? { lang } : {}),
  })
  page.AgentLogger = { ...page.AgentLogger, openLogger: screen.open, closeLogger: screen.close }
}

if (typeof document !== 'undefined') mountFromTag()
