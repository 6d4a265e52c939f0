/**
 * The device's description of itself, from what the runtime offers. Looks up every global at run time, so the same file
 * loads in browsers, workers, Node and React Native.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { DeviceDescription } from '#lib/protocol/messages.ts'
import type { AgentLoggerOptions } from '#lib/sdk/logger.ts'
import { readMember, readText } from '#lib/sdk/record/read-member.ts'
import { describeBrowser } from './describe-browser.ts'
import { describeNode } from './describe-node.ts'
import { describeReactNative } from './describe-react-native.ts'
import { installationId } from './installation-id.ts'
import type { Runtime } from './runtime.ts'

export function describeDevice(
  options: AgentLoggerOptions,
  sdkVersion: string,
  host: unknown = globalThis,
): DeviceDescription {
  const runtime = describeRuntime(host)
  const name = options.name || runtime.name || options.appName || runtime.platform
  const identity = runtime.fingerprint && [runtime.fingerprint, options.name, options.appName].join('\n')
  return {
    installationId: installationId(options.installationId || ofEnvironment(host), identity, host),
    name: label(name),
    platform: label(options.platform || runtime.platform),
    os: label(runtime.os),
    model: label(runtime.model),
    appName: label(options.appName),
    appVersion: label(options.appVersion),
    sdkVersion,
  }
}

function describeRuntime(host: unknown): Runtime {
  const navigator = readMember(host, 'navigator')
  if (readMember(navigator, 'product') === 'ReactNative') return describeReactNative(host)
  const versions = readMember(readMember(host, 'process'), 'versions')
  if (typeof readMember(versions, 'node') === 'string') return describeNode(readMember(host, 'process'))
  if (typeof readMember(navigator, 'userAgent') === 'string') return describeBrowser(navigator)
  return { platform: 'javascript', os: '', model: '', name: '', fingerprint: '' }
}

/** Programs in containers have a new host name at every start. */
function ofEnvironment(host: unknown): string {
  return readText(readMember(readMember(readMember(host, 'process'), 'env'), 'AGENT_LOGGER_INSTALLATION_ID'))
}

function label(value: unknown): string {
  return readText(value).slice(0, LIMITS.labelCharsMax)
}
