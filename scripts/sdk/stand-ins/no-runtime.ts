/** In place of what Node and React Native say of themselves, in script tags. */
import type { Runtime } from '#lib/sdk/host/runtime.ts'

export const describeNode = (): Runtime => ({ platform: '', os: '', model: '', name: '', fingerprint: '' })
export const describeReactNative = describeNode
