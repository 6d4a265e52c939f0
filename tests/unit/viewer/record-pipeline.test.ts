import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeRecord } from '#lib/protocol/record.ts'
import type { LogItem } from '#lib/viewer/in-order.ts'
import type { OpenedBatch } from '#lib/viewer/open-batch.ts'
import { RecordPipeline } from '#lib/viewer/record-pipeline.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

function opened(...seqs: number[]): OpenedBatch {
  const text = seqs.map((seq) => encodeRecord({ timeMs: 1, level: 'info', body: `${seq}` })).join('\n')
  return { text, textBytes: text.length }
}

/** What it delivers: the seq of each record, negative where it is lost. */
function pipeline() {
  const delivered: number[] = []
  const deliver = (item: LogItem) => {
    if (item.kind === 'records') delivered.push(...item.records.map(({ seq }) => seq))
    else for (let seq = item.range[0]; seq <= item.range[1]; seq++) delivered.push(-seq)
  }
  return { delivered, pipeline: new RecordPipeline({ inOrder: false, deliver, onIdle: () => {} }) }
}

test('[VW4][BT3] records keep their order and come once, however long a batch takes to open, and whether it opens at all', async () => {
  const batch = fc.record({
    count: fc.integer({ min: 1, max: 4 }),
    opens: fc.constantFrom('at once', 'late', 'never', 'late and never'),
    order: fc.nat(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 15 }), async (batches) => {
      const { delivered, pipeline: records } = pipeline()
      const expected: number[] = []
      const late: { order: number; open: () => void }[] = []
      let first = 1
      for (const { count, opens, order } of batches) {
        const seqs = Array.from({ length: count }, (_, i) => first + i)
        const result = opens.endsWith('never') ? null : opened(...seqs)
        const start = opens.startsWith('late')
          ? () => new Promise<OpenedBatch | null>((resolve) => late.push({ order, open: () => resolve(result) }))
          : () => result
        const last = first + count - 1
        records.open(start, ['s', 0, first, count, 0], [[first, last]])
        expected.push(...seqs.map((seq) => (result ? seq : -seq)))
        first = last + 1
      }
      for (let turns = 0; turns <= batches.length; turns++) {
        late.sort((a, b) => a.order - b.order)
        for (const { open } of late.splice(0)) open()
        await turn()
      }
      expect(delivered).toEqual(expected)
      expect(records.hasDelivered(first - 1)).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('once stopped, it delivers nothing of what was still being opened', async () => {
  const { delivered, pipeline: records } = pipeline()
  records.open(async () => opened(1), ['s', 0, 1, 1, 0], [[1, 1]])
  records.open(() => opened(2), ['s', 0, 2, 1, 0], [[2, 2]])
  records.lose([3, 3], 'evicted')
  records.stop()
  await turn()
  expect(delivered).toEqual([])
})
