/** What can be said of an app of the original, which says nothing of itself but the program that connects (§2.4). */
import type { DeviceDescription } from '../protocol/messages.ts'

/** `name`: what the person who claimed it called it. */
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
