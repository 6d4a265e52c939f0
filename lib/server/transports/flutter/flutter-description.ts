/** How lists describe a Flutter app, which says nothing about itself except the program that connects [FP1]. */
import type { DeviceDescription } from '#lib/protocol/messages.ts'

/** `name`: as the person who claimed the app named it. */
export function describeApp(userAgent: string, installationId: string, name?: string): DeviceDescription {
  const dart = /^Dart\/([\d.]+)/.exec(userAgent)
  const browser = dart ? null : (/(Firefox|Edg|OPR|Chrome|Safari)\//.exec(userAgent)?.[1] ?? null)
  return {
    installationId,
    name: name || (browser ? 'Flutter web app' : 'Flutter app'),
    platform: 'flutter',
    os: '',
    model: dart ? `Dart ${dart[1]}` : (browser ?? ''),
    appName: '',
    appVersion: '',
    sdkVersion: '',
  }
}
