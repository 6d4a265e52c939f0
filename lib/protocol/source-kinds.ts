/** The kinds of sources that logs come from, by the protocol that each speaks. A device token may be limited to some of them. */

export const SOURCE_KINDS = ['sdk', 'ingest', 'otlp', 'loki', 'syslog', 'journal', 'flutter'] as const

/**
 * `sdk`: an app with the SDK, or the command line, which speaks the same protocol. `ingest`: text or JSON lines over HTTP.
 * `flutter`: an unmodified Flutter app with a host key.
 */
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** What a device token, or a host key, can be used with at all. */
export const SOURCE_KINDS_OF = {
  device: ['sdk', 'ingest', 'otlp', 'loki', 'syslog', 'journal'],
  host: ['syslog', 'flutter'],
} as const satisfies Record<string, readonly SourceKind[]>

/** How messages name each kind. */
export const SOURCE_KIND_NAMES: Readonly<Record<SourceKind, string>> = {
  sdk: 'the SDK and the command line',
  ingest: 'HTTP ingest',
  otlp: 'OpenTelemetry (OTLP)',
  loki: 'Loki push',
  syslog: 'syslog',
  journal: 'systemd journal upload',
  flutter: 'Flutter apps',
}

export function isSourceKind(text: string): text is SourceKind {
  return (SOURCE_KINDS as readonly string[]).includes(text)
}
