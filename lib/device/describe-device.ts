/**
 * What this device says about itself, from whatever the runtime offers. Every global is looked up while running, so the
 * same file loads in browsers, workers, Node and React Native.
 */
import { LIMITS } from '../protocol/limits.ts'
import type { DeviceDescription } from '../protocol/messages.ts'
import { describeBrowser } from './describe-browser.ts'
import { installationId } from './installation-id.ts'
import type { AgentLoggerOptions } from './logger.ts'
import { readMember } from './to-error.ts'

export interface Runtime {
  platform: string
  os: string
  model: string
  /** How the device is called when its owner gave no name. */
  name: string
  /** What makes this installation the same one next time, where nothing can be kept; '' where there is nothing. */
  fingerprint: string
}

export function describeDevice(
  options: AgentLoggerOptions,
  sdkVersion: string,
  host: unknown = globalThis,
): DeviceDescription {
  const runtime = describeRuntime(host)
  const name = options.name || runtime.name || options.appName || runtime.platform
  const identity = runtime.fingerprint && [runtime.fingerprint, options.name, options.appName].join('\n')
  return {
    installationId: installationId(options.installationId, identity, host),
    name: label(name),
    platform: label(runtime.platform),
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
  if (typeof readMember(versions, 'node') === 'string') return describeNode(readMember(host, 'process'), versions)
  if (typeof readMember(navigator, 'userAgent') === 'string') return describeBrowser(navigator)
  return { platform: 'javascript', os: '', model: '', name: '', fingerprint: '' }
}

/** Node, Bun and Deno's Node compatibility. `node:os` is fetched while running: a static import would break browsers. */
function describeNode(process: unknown, versions: unknown): Runtime {
  const builtin = readMember(process, 'getBuiltinModule')
  const os: unknown = typeof builtin === 'function' ? builtin.call(process, 'os') : undefined
  const call = (name: string): string => {
    const get = readMember(os, name)
    return typeof get === 'function' ? String(get()) : ''
  }
  const hostname = call('hostname')
  const script = text(readMember(readMember(process, 'argv'), '1'))
  const runtime = ['bun', 'deno'].find((name) => readMember(versions, name)) ?? 'node'
  const platform = text(readMember(process, 'platform'))
  const names: Record<string, string> = { darwin: 'macOS', win32: 'Windows', linux: 'Linux' }
  const program = script.split(/[\\/]/).pop() ?? ''
  return {
    platform: runtime,
    os: `${names[platform] ?? platform} ${call('release')}`.trim(),
    model: `${runtime === 'node' ? 'Node.js' : runtime} ${text(readMember(versions, runtime))}`,
    name: [program, hostname].filter(Boolean).join(' on '),
    fingerprint: `${hostname}\n${script}`,
  }
}

/** Its modules are reached through the bridge: importing `react-native` would bind every other platform to it. */
function describeReactNative(host: unknown): Runtime {
  const turbo = readMember(host, '__turboModuleProxy')
  const viaTurbo: unknown = typeof turbo === 'function' ? quietly(() => turbo('PlatformConstants')) : undefined
  const module = viaTurbo ?? readMember(readMember(host, 'nativeModuleProxy'), 'PlatformConstants')
  const get = readMember(module, 'getConstants')
  const constants: unknown = typeof get === 'function' ? quietly(() => get.call(module)) : module
  const isIos =
    readMember(constants, 'systemName') !== undefined || readMember(constants, 'interfaceIdiom') !== undefined
  const isAndroid = readMember(constants, 'Release') !== undefined
  const model = [text(readMember(constants, 'Brand')), text(readMember(constants, 'Model'))].filter(Boolean).join(' ')
  const idiom = text(readMember(constants, 'interfaceIdiom'))
  const version = text(readMember(constants, 'Release')) || text(readMember(constants, 'osVersion'))
  const system = isIos ? text(readMember(constants, 'systemName')) || 'iOS' : isAndroid ? 'Android' : ''
  return {
    platform: isIos ? 'ios' : isAndroid ? 'android' : 'react-native',
    os: `${system} ${version}`.trim(),
    model: model || idiom,
    name: model || system,
    fingerprint: '',
  }
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined // the bridge of this version has no such module
  }
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function label(value: unknown): string {
  return text(value).slice(0, LIMITS.labelCharsMax)
}
