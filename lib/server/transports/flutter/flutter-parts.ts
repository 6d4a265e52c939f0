/** What the parts of the Flutter transport share. */
import type { RelayParts } from '#lib/server/transports/transport.ts'
import type { FlutterPorts } from './flutter-ports.ts'

export interface FlutterParts extends RelayParts {
  flutter: FlutterPorts
}
