/** A limit that no test names may be unreachable; one that is not counted is hit without anybody knowing. */
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

/** These limits refuse nobody: bounds of a device on itself, sizes we choose, and times after which something happens. */
const NOT_REFUSED = new Set([
  'batchFlushBytes',
  'recordBytesMax',
  // What is longer becomes two records.
  'joinedLinesMax',
  'joinedBytesMax',
  'joinWaitMs',
  // A longer name is cut, and a browser forgets the oldest annotations.
  'guestNameCharsMax',
  'sessionAnnotationsMax',
  'authorAnnotationsMax',
  'annotatedSessionsMax',
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
  'inviteHoldMs',
  'ticketExpiryMs',
  'stepUpMs',
  // Attempts that are faster count for the limit that comes before.
  'signInPaceMs',
  'signUpPaceMs',
  'resetLinkExpiryMs',
  'handedLinkExpiryMs',
  'confirmLinkExpiryMs',
  'replayIdentitiesMax',
  'refusalMs',
  'screenRecordsMax',
  'continueChoicesMax',
  // The page says how many devices it shows.
  'groupDevicesMax',
  'flutterCoalesceMs',
  'flutterPingIntervalMs',
  'flutterRestartMs',
  'flutterProbeMs',
  'lanCodeLockMs',
  // Shares of the thread, and sizes of what we keep: requests wait, and the longest unused is forgotten.
  'requestBucketsMax',
  'strangerThreadMsPerSecond',
  'strangerBurstMs',
  'strangerTurnMs',
  'rendersMax',
  'strangerRendersMax',
  'sourceThreadMsPerSecond',
  'sourceThreadBurstMs',
  'sourceTurnMs',
  'sourceGrantMs',
  'sourceGrantsMax',
  // Times after which a session of a source ends or a batch is full.
  'sourceKeptMs',
  'sourceIdleMs',
  'sourceCoalesceMs',
  'sourceOpeningMs',
  'renderSlotMs',
  'keptAnswersMax',
  'keptBytesMax',
  'knownCallersMax',
  'knownCallerMs',
  // On the device, where nobody reads a count.
  'channelMessageBytesMax',
  'channelBufferedBytesMax',
  'channelRequestCharsMax',
])

test('every limit has a unit in its name and is named by a test', () => {
  const texts = ['unit', 'integration', 'faults'].flatMap((suite) => textsIn(`tests/${suite}`, '.test.ts'))
  const isNamed = (limit: string) => texts.some((text) => new RegExp(`\\b(LIMITS\\.|limit )${limit}\\b`).test(text))
  expect(Object.keys(LIMITS).filter((limit) => !isNamed(limit))).toEqual([])
  const unit = /(Bytes|BytesMax|BytesMin|CharsMax|Ms|MsMax|Max|PerSecond|PerMinute|PerHour|PerAccount|PerAddress)$/
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
