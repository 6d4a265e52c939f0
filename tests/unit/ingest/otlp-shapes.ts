/**
 * Payloads of OpenTelemetry as other SDKs and the collector write them. None of them can be run here, so these are built by hand
 * from their sources: field orders, absent fields and groupings as they are there, with a protobuf writer.
 */
import { PbfWriter } from 'pbf'

type Write = (pbf: PbfWriter) => void
const message = (pbf: PbfWriter, field: number, write: Write) =>
  pbf.writeMessage(field, (_: null, inner: PbfWriter) => write(inner), null)

export const text =
  (value: string): Write =>
  (pbf) =>
    pbf.writeStringField(1, value)
export const int =
  (value: number): Write =>
  (pbf) =>
    pbf.writeVarintField(3, value)
export const map =
  (fields: Record<string, Write>): Write =>
  (pbf) =>
    message(pbf, 6, (list) => {
      for (const [key, value] of Object.entries(fields)) message(list, 1, keyValue(key, value))
    })
export const array =
  (...values: Write[]): Write =>
  (pbf) =>
    message(pbf, 5, (list) => {
      for (const value of values) message(list, 1, value)
    })

export const keyValue =
  (key: string, value: Write): Write =>
  (pbf) => {
    pbf.writeStringField(1, key)
    message(pbf, 2, value)
  }
export const attributes =
  (field: number, fields: Record<string, Write>): Write =>
  (pbf) => {
    for (const [key, value] of Object.entries(fields)) message(pbf, field, keyValue(key, value))
  }

export function request(...resourceLogs: Write[]): Buffer {
  const pbf = new PbfWriter()
  for (const write of resourceLogs) message(pbf, 1, write)
  return Buffer.from(pbf.finish())
}

export const resourceLogs =
  (resource: Record<string, Write>, ...scopeLogs: Write[]): Write =>
  (pbf) => {
    message(pbf, 1, attributes(1, resource))
    for (const write of scopeLogs) message(pbf, 2, write)
  }
export const scopeLogs =
  (name: string, ...records: Write[]): Write =>
  (pbf) => {
    if (name !== '') message(pbf, 1, (scope) => scope.writeStringField(1, name))
    for (const write of records) message(pbf, 2, write)
  }

const MS = 1_700_000_000_000
const nanos = (pbf: PbfWriter, field: number, ms: number) => {
  const value = BigInt(ms) * 1_000_000n
  pbf.writeTag(field, 1)
  pbf.writeFixed32(Number(value & 0xffffffffn))
  pbf.writeFixed32(Number(value >> 32n))
}

/** opentelemetry-python, LoggingHandler: body text, code.* attributes, trace context, exception of `logger.exception`. */
export const python = () =>
  request(
    resourceLogs(
      {
        'telemetry.sdk.language': text('python'),
        'telemetry.sdk.name': text('opentelemetry'),
        'telemetry.sdk.version': text('1.27.0'),
        'service.name': text('worker'),
      },
      scopeLogs('app.tasks', (pbf) => {
        nanos(pbf, 1, MS)
        nanos(pbf, 11, MS + 1)
        pbf.writeVarintField(2, 17)
        pbf.writeStringField(3, 'ERROR')
        message(pbf, 5, text('Task failed'))
        attributes(6, {
          'code.filepath': text('/srv/app/tasks.py'),
          'code.lineno': int(42),
          'exception.type': text('ValueError'),
          'exception.message': text('bad value'),
          'exception.stacktrace': text('Traceback (most recent call last):\n  File "x", line 1\nValueError: bad value'),
        })(pbf)
        pbf.writeFixed32Field(8, 1)
        pbf.writeBytesField(9, Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex'))
        pbf.writeBytesField(10, Buffer.from('b7ad6b7169203331', 'hex'))
      }),
    ),
  )

/** opentelemetry-java with the Logback appender: no instance id, thread attributes, zeroed ids outside of a trace. */
export const java = () =>
  request(
    resourceLogs(
      {
        'host.name': text('app-7'),
        'os.description': text('Linux 6.1.0-18-amd64'),
        'os.type': text('linux'),
        'process.pid': int(4711),
        'service.name': text('billing'),
        'service.version': text('5.0'),
        'telemetry.sdk.language': text('java'),
      },
      scopeLogs('com.example.Billing', (pbf) => {
        nanos(pbf, 1, MS + 5)
        nanos(pbf, 11, MS + 6)
        pbf.writeVarintField(2, 13)
        pbf.writeStringField(3, 'WARN')
        message(pbf, 5, text('slow query'))
        attributes(6, { 'thread.id': int(31), 'thread.name': text('pool-1') })(pbf)
        pbf.writeBytesField(9, new Uint8Array(16))
        pbf.writeBytesField(10, new Uint8Array(8))
      }),
    ),
  )

/** The collector: one ResourceLogs for each pod, its resource behind the records, scope without a name, unknown fields. */
export const collector = (pods: number) =>
  request(
    ...Array.from(
      { length: pods },
      (_, i): Write =>
        (pbf) => {
          message(
            pbf,
            2,
            scopeLogs('', (record) => {
              message(record, 5, map({ message: text(`from pod ${i}`), pod: int(i) }))
              record.writeVarintField(200, 7)
              record.writeStringField(201, 'of a later version')
            }),
          )
          message(
            pbf,
            1,
            attributes(1, {
              'service.name': text('web'),
              'k8s.pod.name': text(`web-${i}`),
              'k8s.pod.uid': text(`uid-${i}`),
            }),
          )
          pbf.writeStringField(3, 'https://opentelemetry.io/schemas/1.27.0')
        },
    ),
  )

/** A body that is nested this deep; written from the inside, because the writer would need as deep a stack. */
export function nested(depth: number): Buffer {
  const around = (field: number, bytes: Uint8Array) => {
    const pbf = new PbfWriter()
    pbf.writeBytesField(field, bytes)
    return pbf.finish()
  }
  let value = around(1, Buffer.from('bottom'))
  for (let i = 0; i < depth; i++) value = around(5, around(1, value))
  return recordWith((pbf) => pbf.writeBytesField(5, value))
}

export const recordWith = (write: Write) => request(resourceLogs({}, scopeLogs('', write)))
export const bodyOf =
  (value: Write): Write =>
  (pbf) =>
    message(pbf, 5, value)
