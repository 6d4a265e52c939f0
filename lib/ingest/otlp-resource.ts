/** From an OpenTelemetry resource to a source: what names the device, which run it is, and what else is known of it. */
import type { Fields } from './otlp-record.ts'
import type { Source } from './source.ts'

/** The most telling first. A collector that forwards many pods sends no instance of a service for some of them. */
const INSTANCE = ['service.instance.id', 'k8s.pod.uid', 'k8s.pod.name', 'container.id', 'host.id', 'host.name'] as const
const MODEL = ['device.model.name', 'device.model.identifier', 'k8s.pod.name', 'host.name'] as const

export function sourceOfResource(resource: Fields): Source {
  const text = (name: string) => wordOf(resource[name])
  const first = (names: readonly string[]) => names.map(text).find((word) => word !== '') ?? ''
  const service = text('service.name')
  const os =
    text('os.description') || [text('os.name') || text('os.type'), text('os.version')].filter(Boolean).join(' ')
  return {
    kind: 'otlp',
    name: service || text('host.name') || 'OpenTelemetry',
    instance: first(INSTANCE),
    description: {
      platform: text('telemetry.sdk.language') || 'otlp',
      os,
      model: first(MODEL),
      appName: service,
      appVersion: text('service.version'),
      sdkVersion: [text('telemetry.sdk.name'), text('telemetry.sdk.version')].filter(Boolean).join(' '),
    },
  }
}

function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
