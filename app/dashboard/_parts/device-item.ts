/** A device as the dashboard shows it: plain data from the server. */
export interface DeviceItem {
  id: string
  name: string
  platform: string
  os: string
  model: string
  appName: string
  appVersion: string
  sdkVersion: string
  firstSeenAtMs: number
  lastSeenAtMs: number
}

/** "MyApp 1.4.2 · Chrome 156 · Linux": what is known, in this order. */
export function aboutDevice(device: Pick<DeviceItem, 'platform' | 'os' | 'appName' | 'appVersion'>): string {
  const app = [device.appName, device.appVersion].filter(Boolean).join(' ')
  return [app, device.platform, device.os].filter(Boolean).join(' · ')
}

/** Every word of the query occurs in what is shown of the device. */
export function matchesDevice(device: DeviceItem, query: string): boolean {
  const text = [device.name, device.platform, device.os, device.model, device.appName, device.appVersion]
    .join(' ')
    .toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
