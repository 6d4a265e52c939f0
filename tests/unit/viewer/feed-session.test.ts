import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SessionState } from '#lib/protocol/messages.ts'
import { decodeRecords } from '#lib/protocol/record.ts'
import { FeedSession } from '#lib/viewer/feed-session.ts'
import type { OpenedBatch } from '#lib/viewer/open-batch.ts'

const state = (head: number): SessionState => ({
  session: 's',
  liveness: 'live',
  tail: 1,
  head,
  counters: { records: head, bytes: 0, levels: [0, 0, 0, 0, 0, 0, 0] },
  device: { id: 'd', name: '', platform: '', os: '', model: '', appName: '', appVersion: '' },
  startedAtMs: 0,
  endedAtMs: null,
  viewers: 1,
})
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('[VW4][BT3] however long a batch takes to open, and whichever cannot be, records are given in order and each once', async () => {
  const batch = fc.record({
    count: fc.integer({ min: 1, max: 4 }),
    opens: fc.constantFrom('at once', 'late', 'never', 'late and never'),
    order: fc.nat(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 15 }), async (batches) => {
      const given: number[] = []
      const expected: number[] = []
      const session = new FeedSession('s', {
        want: 1_000,
        inOrder: false,
        handlers: {
          onRecords: (_session, records) => given.push(...records.map(({ seq }) => seq)),
          onGone: (_session, [from, to]) => {
            for (let seq = from; seq <= to; seq++) given.push(-seq)
          },
        },
        decode: decodeRecords,
        random: () => 0,
        onSettled: () => {},
      })
      session.joined(state(1_000), 0)
      const late: { order: number; open: () => void }[] = []
      let first = 1
      for (const { count, opens, order } of batches) {
        const seqs = Array.from({ length: count }, (_, i) => first + i)
        const text = seqs.map((seq) => `{"t":1,"l":"info","b":"${seq}"}`).join('\n')
        const opened: OpenedBatch | null = opens.endsWith('never') ? null : { text, textBytes: text.length }
        const start = opens.startsWith('late')
          ? () => new Promise<OpenedBatch | null>((resolve) => late.push({ order, open: () => resolve(opened) }))
          : () => opened
        const last = first + count - 1
        session.open(start, ['s', 0, first, count, 0], session.repair.received(first, last, 0))
        expected.push(...seqs.map((seq) => (opened ? seq : -seq)))
        first = last + 1
      }
      for (let turns = 0; turns <= batches.length; turns++) {
        late.sort((a, b) => a.order - b.order)
        for (const { open } of late.splice(0)) open()
        await settled()
      }
      expect(given).toEqual(expected)
    }),
    { numRuns: 200 },
  )
})
