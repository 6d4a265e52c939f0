/** Sequence numbers beyond 32 bits, up to the highest possible, from the relay to the rows of a page. */
import { expect, test } from 'vitest'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import { decodeRecords } from '#lib/protocol/record.ts'
import { Hub } from '#lib/server/relay/hub.ts'
import { RecordBatches } from '#lib/server/transports/record-batches.ts'
import { GapTracker } from '#lib/viewer/gap-tracker.ts'
import { LogStore } from '#lib/viewer/log-store.ts'
import { RecordingOutput } from '#tests/support/recording-output.ts'
import { batch, factsOf, hello, person, SESSION } from '#tests/support/sessions.ts'

const LAST = Number.MAX_SAFE_INTEGER

test.each([
  ['2^31', 2 ** 31 - 5],
  ['2^32', 2 ** 32 - 5],
  ['2^53 − 1000', LAST - 999],
])('[F20] records around %s pass the relay, are asked for and keep their order like any others', (_name, first) => {
  const out = new RecordingOutput()
  const hub = new Hub(out)
  const head = first + 9
  const session = hub.openSession('d1', hello({ tail: first, head }), factsOf(), 'token1', 0)
  const state = hub.subscriptions.join('v1', person(), session, 0)
  expect(state).toMatchObject({ tail: first, head })

  // The viewer misses these.
  const tracker = new GapTracker(1_000, () => 0)
  tracker.handleJoin(state, 0)
  expect(tracker.due(0)).toEqual({ need: [[first, head]] })
  hub.subscriptions.need('v1', SESSION, [[first, head]], 0)
  expect(out.take('d1', 'need').map(({ args }) => args[0])).toEqual([[[first, head]]])

  // Live records overtake the fill.
  expect(hub.batch('d1', ...batch(head + 1, 10), 1)).toBeNull()
  expect(hub.fill('d1', ...batch(first, 10), 2)).toBeNull()
  hub.releaseCredit(3)
  expect(out.take('d1', 'ack').map(({ args }) => args[0])).toEqual([head + 10])

  const store = new LogStore({ schedule: (task) => task(), now: () => 0 })
  for (const { args } of out.take('v1', 'batch')) {
    const [header, bytes] = args as [[string, number, number, number, number], Uint8Array]
    const fresh = tracker.handleRecords(header[2], header[2] + header[3] - 1, 4)
    expect(fresh).toEqual([[header[2], header[2] + header[3] - 1]])
    store.append(SESSION, decodeRecords(Buffer.from(bytes).toString(), header[2], header[3]), bytes.byteLength)
  }
  const rows = Array.from({ length: store.view().rowCount }, (_, i) => store.row(i))
  expect(rows.map((row) => row?.kind === 'record' && row.record.body)).toEqual(
    Array.from({ length: 20 }, (_, i) => `record ${first + i}`),
  )
  expect(tracker.handleRecords(first, head + 10, 5)).toEqual([])
})

test('[F20] no number is passed on that a later one could equal', () => {
  const out = new RecordingOutput()
  const hub = new Hub(out)
  const session = hub.openSession('d1', hello({ tail: LAST - 1, head: LAST - 2 }), factsOf(), 'token1', 0)
  hub.subscriptions.join('v1', person(), session, 0)
  expect(hub.batch('d1', ...batch(LAST - 1, 1), 0)).toBeNull()
  expect(hub.batch('d1', ...batch(LAST, 1), 0)?.code).toBe('batch-malformed')
  expect(hub.batch('d1', ...batch(LAST, 2), 0)?.code).toBe('batch-malformed')
  expect(out.take('v1', 'batch')).toHaveLength(1)
})

test('[F20] the numbering of an app without numbers continues past 2^32', () => {
  const batches = new RecordBatches(SESSION, { head: 2 ** 32 - 1, counters: NO_COUNTERS })
  batches.add({ timeMs: 0, level: 'info', body: 'a' }, 'a')
  batches.lose()
  const [piece, lost] = batches.take()
  expect(piece?.kind === 'batch' && piece.batch.header[2]).toBe(2 ** 32)
  expect(lost).toEqual({ kind: 'lost', range: [2 ** 32 + 1, 2 ** 32 + 1] })
})
