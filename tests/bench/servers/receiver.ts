/**
 * The floor for receiving logs: a Node.js server that reads a whole body, parses it at one go into plain objects with JSON.parse
 * or `pbf`, counts its records and forgets them. It checks no token, keeps no order, makes no records and forwards nothing.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PbfReader } from 'pbf'
import { answer, collectGarbage } from '#tests/bench/answers.ts'
import { ADDRESSES } from '#tests/bench/load/ingest-formats.ts'

type Fields = Record<string, unknown>

function countOf(path: string, type: string, body: Buffer): number {
  if (type === ADDRESSES['otlp-proto'].type) return new PbfReader(body).readFields(readRequest, { count: 0 }).count
  if (path === ADDRESSES.ndjson.path)
    return body
      .toString()
      .split('\n')
      .map((line) => JSON.parse(line) as Fields).length
  const parsed = JSON.parse(body.toString())
  if (path === ADDRESSES['loki-json'].path)
    return parsed.streams.reduce((sum: number, { values }: { values: unknown[] }) => sum + values.length, 0)
  return parsed.resourceLogs[0].scopeLogs[0].logRecords.length
}

function readRequest(field: number, request: { count: number }, pbf: PbfReader): void {
  if (field === 1) pbf.readMessage(readGroup, request)
}

function readGroup(field: number, request: { count: number }, pbf: PbfReader): void {
  if (field === 2) pbf.readMessage(readScope, request)
}

function readScope(field: number, request: { count: number }, pbf: PbfReader): void {
  if (field !== 2) return
  pbf.readMessage(readRecord, { attributes: {} } as Fields)
  request.count++
}

function readRecord(field: number, record: Fields, pbf: PbfReader): void {
  if (field === 1) record.timeMs = pbf.readFixed64() / 1e6
  else if (field === 2) record.severity = pbf.readVarint()
  else if (field === 3) record.severityText = pbf.readString()
  else if (field === 5) record.body = pbf.readMessage(readValue, { value: null as unknown }).value
  else if (field === 6) {
    const { key, value } = pbf.readMessage(readPair, { key: '', value: null as unknown })
    ;(record.attributes as Fields)[key] = value
  } else if (field === 9) record.traceId = Buffer.from(pbf.readBytes()).toString('hex')
  else if (field === 10) record.spanId = Buffer.from(pbf.readBytes()).toString('hex')
}

function readPair(field: number, pair: { key: string; value: unknown }, pbf: PbfReader): void {
  if (field === 1) pair.key = pbf.readString()
  else if (field === 2) pair.value = pbf.readMessage(readValue, { value: null as unknown }).value
}

function readValue(field: number, any: { value: unknown }, pbf: PbfReader): void {
  if (field === 1) any.value = pbf.readString()
  else if (field === 2) any.value = pbf.readBoolean()
  else if (field === 3) any.value = pbf.readVarint(true)
  else if (field === 4) any.value = pbf.readDouble()
}

const server = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const path = request.url?.split('?', 1)[0] ?? ''
    const accepted = countOf(path, request.headers['content-type'] ?? '', Buffer.concat(pieces))
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ accepted }))
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

answer({ port: () => (server.address() as AddressInfo).port, collectGarbage })
