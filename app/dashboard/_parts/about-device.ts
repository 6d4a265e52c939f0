/** What rows say about a device. Pure. */
import type { DeviceItem } from '#app/_openapi/answers.ts'

/** "MyApp 1.4.2 · Chrome 156 · Linux": the known parts in this order. */
export function aboutDevice(device: Pick<DeviceItem, 'platform' | 'os' | 'appName' | 'appVersion'>): string {
  const app = [device.appName, device.appVersion].filter(Boolean).join(' ')
  return [app, device.platform, device.os].filter(Boolean).join(' · ')
}
