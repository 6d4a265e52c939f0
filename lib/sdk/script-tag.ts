/**
 * Entry of the script-tag bundle: `<script src="https://server/sdk/agent-logger.js" data-token="agl_d_…"></script>`.
 * The server is where the script came from; everything else comes from its `data-` attributes.
 */
import type { HearPeer } from '#lib/direct/device-peers.ts'
import type { OpenDirect } from '#lib/direct/enable-direct.ts'
import { startAgentLogger } from './start-agent-logger.ts'

const TOKEN_SHAPE = /^agl_d_[0-9A-Za-z]{16,}$/
const HOW = 'Create a device token in the dashboard under Tokens and put it into the script tag: data-token="agl_d_…".'

interface Page {
  AgentLogger?: { start: typeof startAgentLogger }
  agentLogger?: ReturnType<typeof startAgentLogger>
}

function startFromTag(page: Page): void {
  page.AgentLogger = { start: startAgentLogger }
  if (page.agentLogger) return // the page has the tag twice
  const script = ownScript()
  if (!script) return // loaded by code that calls AgentLogger.start itself
  const { token, name, app, appVersion, capture = 'console,errors' } = script.dataset
  if (!token || !TOKEN_SHAPE.test(token.trim())) {
    const fault = token ? '"data-token" is not a device token' : 'the script tag has no token'
    console.warn(`Agent Logger: ${fault}. ${HOW}`)
    return
  }
  const captured = capture.split(/[\s,]+/)
  page.agentLogger = startAgentLogger({
    server: script.src,
    token: token.trim(),
    name,
    appName: app,
    appVersion,
    direct:
      script.dataset.direct === undefined ? undefined : directFrom(script.src.replace(/(\.js.*)?$/, '-direct.js')),
    captureConsole: captured.includes('console'),
    captureErrors: captured.includes('errors'),
  })
}

/**
 * Loads the direct part when the first viewer asks for it. Until it is loaded, and when it cannot be, records travel
 * through the relay.
 */
function directFrom(address: string): OpenDirect {
  return (device) => {
    let loading: Promise<HearPeer> | undefined
    return (viewer, message) => {
      loading ??= import(address).then(({ direct }) => direct()(device))
      loading.then((onPeer) => onPeer(viewer, message)).catch(() => {})
    }
  }
}

/** The running script; a module, or a script that code inserted, is found by its address. */
function ownScript(): HTMLScriptElement | null {
  const current = document.currentScript
  if (current instanceof HTMLScriptElement) return current
  return document.querySelector<HTMLScriptElement>('script[data-token][src*="agent-logger"]')
}

startFromTag(window as unknown as Page)
