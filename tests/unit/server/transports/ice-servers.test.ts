/** STUN and TURN servers as a direct path gets them. */
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { iceServersOf } from '#lib/server/ice-servers.ts'

test('[DR1] without configuration there are no servers, which is enough within a network', () => {
  expect(iceServersOf([], null, 0)).toEqual([])
})

test('[DR1] TURN servers come with a user name that expires and a password derived from the shared secret', () => {
  const nowMs = 1_800_000_000_000
  const username = `${1_800_000_000 + 12 * 3600}:agent-logger`
  expect(iceServersOf(['stun:a.example.com', 'turn:b.example.com', 'turns:c.example.com'], 'shared', nowMs)).toEqual([
    { urls: ['stun:a.example.com'] },
    {
      urls: ['turn:b.example.com', 'turns:c.example.com'],
      username,
      credential: createHmac('sha1', 'shared').update(username).digest('base64'),
    },
  ])
})
