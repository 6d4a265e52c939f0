/**
 * Entry of `/sdk/agent-logger-web.js`, for pages without a bundler: beside the SDK's own tag,
 * `<script type="module" src="https://server/sdk/agent-logger-web.js" data-capture="network,navigation,vitals"></script>`.
 */
import type { Logger } from '#lib/sdk/logger.ts'
import { captureNavigation, captureNetwork, captureVitals } from './web.ts'

const CAPTURES: Record<string, (logger: Logger) => unknown> = {
  network: captureNetwork,
  navigation: captureNavigation,
  vitals: captureVitals,
}

function startFromTag(): void {
  const { agentLogger } = window as { agentLogger?: Logger }
  const tag = document.querySelector<HTMLScriptElement>('script[src*="agent-logger-web"]')
  if (!tag || !agentLogger) return
  const { capture = 'network,navigation,vitals' } = tag.dataset
  for (const name of capture.split(/[\s,]+/)) CAPTURES[name]?.(agentLogger)
}

startFromTag()
