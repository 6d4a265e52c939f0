/** React Native. Reaches its modules through the bridge, because importing `react-native` would break every other platform. */
import { readMember, readText } from '#lib/sdk/record/read-member.ts'
import type { Runtime } from './runtime.ts'

export function describeReactNative(host: unknown): Runtime {
  const turbo = readMember(host, '__turboModuleProxy')
  const viaTurbo: unknown = typeof turbo === 'function' ? quietly(() => turbo('PlatformConstants')) : undefined
  const module = viaTurbo ?? readMember(readMember(host, 'nativeModuleProxy'), 'PlatformConstants')
  const get = readMember(module, 'getConstants')
  const constants: unknown = typeof get === 'function' ? quietly(() => get.call(module)) : module
  const isIos =
    readMember(constants, 'systemName') !== undefined || readMember(constants, 'interfaceIdiom') !== undefined
  const isAndroid = readMember(constants, 'Release') !== undefined
  const model = [readText(readMember(constants, 'Brand')), readText(readMember(constants, 'Model'))]
    .filter(Boolean)
    .join(' ')
  const idiom = readText(readMember(constants, 'interfaceIdiom'))
  const version = readText(readMember(constants, 'Release')) || readText(readMember(constants, 'osVersion'))
  const system = isIos ? readText(readMember(constants, 'systemName')) || 'iOS' : isAndroid ? 'Android' : ''
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
    return undefined // this version's bridge has no such module
  }
}
