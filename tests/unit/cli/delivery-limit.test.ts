/** When the end of a session stops waiting for the server. */
import { expect, test } from 'vitest'
import { DeliveryLimit, SILENT_MS, STOPPED_MS, STOPPED_REST_MS, TEE_SILENT_MS } from '#lib/cli/delivery-limit.ts'

test('progress extends the limit; a check without progress does not', () => {
  const limit = new DeliveryLimit(1_000)
  expect(limit.endsAtMs(null)).toBe(1_000 + SILENT_MS)
  limit.onAck(5, 2_000)
  limit.onAck(5, 3_000)
  limit.onAck(4, 4_000)
  expect(limit.endsAtMs(null)).toBe(2_000 + SILENT_MS)
})

test('a stop request ends the wait, whatever is acknowledged in the meantime', () => {
  const limit = new DeliveryLimit(0)
  for (let atMs = 0; atMs <= 30_000; atMs += 1_000) {
    limit.onAck(atMs, atMs)
    expect(limit.endsAtMs(10_000)).toBe(10_000 + STOPPED_MS)
  }
})

test('a stop request does not postpone an end that was near', () => {
  expect(new DeliveryLimit(0).endsAtMs(SILENT_MS - 1)).toBe(SILENT_MS)
})

test('when the input went on for long after the stop request, something is left for the last records', () => {
  expect(new DeliveryLimit(60_000).endsAtMs(0)).toBe(60_000 + STOPPED_REST_MS)
  expect(new DeliveryLimit(60_000, TEE_SILENT_MS).endsAtMs(null)).toBe(60_000 + TEE_SILENT_MS)
})
