/** Rejected devices, as they are remembered for the people who wait for them. */
import { beforeEach, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { RejectedDevices } from '#lib/server/relay/rejected-devices.ts'
import { withLimits } from '#tests/support/with-limits.ts'

const DEVICE = { installationId: 'i1', name: 'Phone', platform: 'web', appName: '', appVersion: '', sdkVersion: '' }
const REVOKED = { teamId: 'team', tokenId: 't1', network: '192.0.2.1', code: 'token-revoked', device: DEVICE } as const
const nobody = () => false

let hits: string[]
let refused: RejectedDevices
beforeEach(() => {
  hits = []
  refused = new RejectedDevices((limit) => hits.push(limit))
})

test('one device with one token is one entry, with its last attempt and their number', () => {
  refused.add({ ...REVOKED, atMs: 1 })
  refused.add({ ...REVOKED, code: 'token-expired', atMs: 5 })
  refused.add({ ...REVOKED, device: { ...DEVICE, installationId: 'i2' }, atMs: 3 })
  expect(
    refused.list('team', nobody, 6).map(({ device, code, atMs, count }) => [device.installationId, code, atMs, count]),
  ).toEqual([
    ['i2', 'token-revoked', 3, 1],
    ['i1', 'token-expired', 5, 2],
  ])
})

test('a team sees its own devices; one without a known token is seen by every team, but from the same network only', () => {
  refused.add({ ...REVOKED, atMs: 1 })
  refused.add({ ...REVOKED, teamId: null, tokenId: null, code: 'token-unknown', atMs: 2 })
  expect(refused.list('other', nobody, 3)).toEqual([])
  expect(refused.list('other', (network) => network === '192.0.2.1', 3).map(({ code }) => code)).toEqual([
    'token-unknown',
  ])
  expect(refused.list('team', nobody, 3).map(({ code }) => code)).toEqual(['token-revoked'])
})

test('[limit refusalMs] a rejection is forgotten after a while, and at once when the device is accepted', () => {
  refused.add({ ...REVOKED, atMs: 0 })
  expect(refused.list('team', nobody, LIMITS.refusalMs - 1)).toHaveLength(1)
  expect(refused.list('team', nobody, LIMITS.refusalMs)).toEqual([])
  expect(refused.add({ ...REVOKED, atMs: LIMITS.refusalMs }).count).toBe(1)
  refused.forget('t1', 'i1')
  expect(refused.list('team', nobody, LIMITS.refusalMs)).toEqual([])
})

test('[limit refusalsMax] the oldest is forgotten first, and that is counted', () => {
  withLimits({ refusalsMax: 2 })
  for (let i = 1; i <= 4; i++)
    refused.add({ ...REVOKED, tokenId: `t${i}`, device: { ...DEVICE, installationId: `i${i}` }, atMs: i })
  expect(refused.list('team', nobody, 5).map(({ device }) => device.installationId)).toEqual(['i4', 'i3'])
  expect(hits).toEqual(['refusalsMax', 'refusalsMax'])
})

test('[limit sourceRefusalsMax] a source that comes under many names pushes out no other source', () => {
  withLimits({ sourceRefusalsMax: 2 })
  refused.add({ ...REVOKED, tokenId: 'other', atMs: 0 })
  for (let i = 1; i <= 4; i++) refused.add({ ...REVOKED, device: { ...DEVICE, installationId: `i${i}` }, atMs: i })
  expect(refused.list('team', nobody, 5).map(({ tokenId, device }) => [tokenId, device.installationId])).toEqual([
    ['t1', 'i4'],
    ['t1', 'i3'],
    ['other', 'i1'],
  ])
  expect(hits).toEqual(['sourceRefusalsMax', 'sourceRefusalsMax'])
})
