/** A limit that no test names may be one that cannot be reached; one that is not counted is hit without anybody knowing. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'

const root = path.join(import.meta.dirname, '../../..')

function textsIn(folder: string, suffix: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(suffix))
    .map((file) => readFileSync(path.join(root, folder, file), 'utf8'))
}

/** Nobody is refused by these: bounds of the device on itself, sizes we choose, and times after which something happens. */
const NOT_REFUSED = new Set([
  'batchFlushBytes',
  'recordBytesMax',
  'idCharsMax',
  'labelCharsMax',
  'ringBytesMax',
  'ringRecordsMax',
  'viewerResumeBytes',
  'lagSweepMs',
  'needBudgetBytes',
  'needRepeatMs',
  'batchCostBytesMin',
  'pingIntervalMs',
  'pingTimeoutMs',
  'headIntervalMs',
  'sessionGraceMs',
  'sessionStaleMs',
  'linkExpiryDefaultMs',
  'linkExpiryMaxMs',
  'inviteExpiryMs',
  'ticketExpiryMs',
  'replayIdentitiesMax',
  'refusalMs',
  'screenRecordsMax',
  'seedCoalesceMs',
  'seedPingIntervalMs',
  'seedRestartMs',
  'seedProbeMs',
  // In the device, which has nobody to count for.
  'channelMessageBytesMax',
  'channelBufferedBytesMax',
  'channelRequestCharsMax',
])

test('every limit has a unit in its name and is named by a test', () => {
  const texts = ['unit', 'integration', 'faults'].flatMap((suite) => textsIn(`tests/${suite}`, '.test.ts'))
  const isNamed = (limit: string) => texts.some((text) => new RegExp(`\\b(LIMITS\\.|limit )${limit}\\b`).test(text))
  expect(Object.keys(LIMITS).filter((limit) => !isNamed(limit))).toEqual([])
  const unit = /(Bytes|BytesMax|BytesMin|CharsMax|Ms|MsMax|Max|PerSecond|PerMinute|PerAccount|PerAddress)$/
  expect(Object.keys(LIMITS).filter((limit) => !unit.test(limit))).toEqual([])
})

test('[LM6] every limit that refuses, closes, holds back or skips is counted where it does', () => {
  const texts = [...textsIn('lib', '.ts'), ...textsIn('app', '.ts'), readFileSync(path.join(root, 'server.ts'), 'utf8')]
  const lines = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => /\b(hit|limitHit|take|end|limit)\b/.test(line))
  const counted = lines.flatMap((line) => [...line.matchAll(/'(\w+)'/g)].map((match) => match[1]))
  const silent = Object.keys(LIMITS).filter((limit) => !NOT_REFUSED.has(limit) && !counted.includes(limit))
  expect(silent).toEqual([])
})
