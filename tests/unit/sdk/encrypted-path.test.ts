/** What end-to-end encryption will need from device and relay, with the real ones and no network between them. */
import { expect, test } from 'vitest'
import { type Batch, batchFault, FLAG, HEADER } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { sealPlain } from '#lib/sdk/delivery/seal.ts'
import { EncryptingSeal } from '#tests/support/encrypting-seal.ts'
import { SESSION } from '#tests/support/sessions.ts'
import { deviceAndHub } from './device-and-hub.ts'

function encrypted() {
  const crypto = new EncryptingSeal()
  return { crypto, ...deviceAndHub(crypto.seal) }
}

/** The batch without `fill`, the one flag that the device does not set. */
const sealedForm = ({ header, bytes }: Batch) => {
  return [[header[0], header[1] & ~FLAG.fill, header[2], header[3], header[4]], Buffer.from(bytes).toString('hex')]
}

test('[BT6][BT1] an encrypted batch is the same bytes live, as a repair and for late viewers, and opens with its header', async () => {
  const { crypto, ...pair } = encrypted()
  await pair.settle()
  pair.join('early')
  await pair.settle()
  for (let burst = 0; burst < 5; burst++) {
    pair.log(30 + burst * 40)
    await pair.settle()
  }
  const live = pair.batchesTo('early')
  const { head } = pair.session.status
  expect(live.length).toBeGreaterThan(4)
  expect(live.reduce((sum, { header }) => sum + header[HEADER.count], 0)).toBe(head)
  expect(pair.refused.filter(Boolean)).toEqual([])

  // The device reconnects: same ring, same seals.
  pair.lose()
  await pair.settle(5_000)
  pair.join('late')
  pair.need('late', [[1, head]])
  await pair.settle(1_000)
  const late = pair.batchesTo('late').sort((a, b) => a.header[2] - b.header[2])
  pair.need('early', [[live[1]?.header[2] ?? 0, live[1]?.header[2] ?? 0]])
  await pair.settle(1_000)
  const [repaired] = pair.batchesTo('early').filter(({ header }) => header[HEADER.flags] & FLAG.fill)

  expect(late.every(({ header }) => header[HEADER.flags] & FLAG.fill)).toBe(true)
  expect(late.map(sealedForm)).toEqual(live.map(sealedForm))
  expect(sealedForm(repaired as Batch)).toEqual(sealedForm(live[1] as Batch))
  for (const batch of [...live, ...late, repaired as Batch]) {
    expect(batch.header[HEADER.flags] & FLAG.e2ee).toBe(FLAG.e2ee)
    expect(crypto.open(batch).split('\n')).toHaveLength(batch.header[HEADER.count])
  }
  expect(live.some(({ header }) => header[HEADER.flags] & FLAG.deflate)).toBe(true)
})

test('[BT6] no nonce is used twice, however often the device reconnects and viewers ask again', async () => {
  const { crypto, ...pair } = encrypted()
  await pair.settle()
  pair.join('viewer')
  for (let round = 0; round < 20; round++) {
    pair.log(1 + ((round * 7) % 50))
    if (round % 3 === 0) pair.lose()
    await pair.settle(5_000)
    pair.need('viewer', [[1, pair.session.status.head]])
    await pair.settle(1_000)
  }
  expect(pair.batchesTo('viewer').length).toBeGreaterThan(crypto.nonces.length)
  expect(crypto.nonces.length).toBeGreaterThanOrEqual(20)
  expect(new Set(crypto.nonces).size).toBe(crypto.nonces.length)
})

test('[BT6] the largest batches have room for the tag', async () => {
  const crypto = new EncryptingSeal({ inner: sealPlain })
  for (const byteLength of [LIMITS.recordBytesMax, LIMITS.batchFlushBytes]) {
    const draft = { session: SESSION, first: 1, lines: ['x'.repeat(byteLength)], byteLength, hasTruncated: true }
    const { header, bytes } = await crypto.seal(draft)
    expect(bytes.byteLength).toBe(byteLength + 16)
    expect(batchFault(header, bytes)).toBeNull()
  }
})
