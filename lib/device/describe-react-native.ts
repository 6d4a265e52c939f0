/** React Native, its modules reached through the bridge: importing `react-native` would bind every other platform to it. */
import type { Runtime } from './describe-device.ts'
import { readMember, readText } from './read-member.ts'

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
    return undefined // the bridge of this version has no such module
  }
}
