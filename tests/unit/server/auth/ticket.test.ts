/** Viewer tickets: valid for a minute, once, and only when we signed them. */
import { beforeAll, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { createTicket, redeemTicket } from '#lib/server/auth/ticket.ts'
import { loadConfig, putConfig } from '#lib/server/config/env.ts'

const holder = { userId: 'user1', sessionVersion: 3, signInId: 'sign-in1' }
const invalid = expect.objectContaining({ code: 'ticket-invalid' })

beforeAll(() => {
  putConfig(loadConfig({ AUTH_SECRET: 'k8Jd02mXpQ7vLz4Ra1Tn6Wc9Ye3Hb5Uf' }))
})

test('[AC2] a ticket opens one socket', async () => {
  const { ticket, expiresAtMs } = createTicket(holder, 1_000)
  expect(expiresAtMs).toBe(1_000 + LIMITS.ticketExpiryMs)
  expect(await redeemTicket(ticket, 1_001)).toEqual(holder)
  await expect(redeemTicket(ticket, 1_002)).rejects.toThrow(invalid)
})

test('[AC2] it expires after a minute', async () => {
  const { ticket, expiresAtMs } = createTicket(holder, 0)
  await expect(redeemTicket(ticket, expiresAtMs)).rejects.toThrow(invalid)
  expect(await redeemTicket(createTicket(holder, 0).ticket, expiresAtMs - 1)).toEqual(holder)
})

test('a ticket that was modified anywhere, or signed with another secret, is rejected', async () => {
  const { ticket } = createTicket(holder, 0)
  for (let at = 0; at < ticket.length - 1; at++) {
    const forged = ticket.slice(0, at) + (ticket[at] === 'A' ? 'B' : 'A') + ticket.slice(at + 1)
    await expect(redeemTicket(forged, 1), `character ${at}`).rejects.toThrow(invalid)
  }
  for (const text of ['', '.', 'a.b', `${ticket}.`, `${ticket}${ticket}`, 'x'.repeat(100_000)])
    await expect(redeemTicket(text, 1)).rejects.toThrow(invalid)
  putConfig(loadConfig({ AUTH_SECRET: '5fUbH3eY9cW6nT1aR4zLv7QpXm20dJ8k' }))
  await expect(redeemTicket(ticket, 1)).rejects.toThrow(invalid)
})
