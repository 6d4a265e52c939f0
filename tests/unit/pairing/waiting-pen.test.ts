/** Devices that wait to be claimed: who is shown to whom, how they are found, and what bounds them. */
import { beforeEach, describe, expect, test } from 'vitest'
import { isNear, networkOf } from '#lib/pairing/same-network.ts'
import { type Claim, WaitingPen } from '#lib/pairing/waiting-pen.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { codeOfDeviceId, newPairingCode, readPairingCode, shownPairingCode } from '#lib/protocol/pairing-code.ts'

const CLAIM: Claim = { teamId: 'team', tokenId: null }
const nobody = () => {}
let pen: WaitingPen
beforeEach(() => {
  pen = new WaitingPen()
})

const device = (n: number, address = '203.0.113.7') => ({
  id: `socket-${n}`,
  sessionId: `session_${n}`,
  deviceId: `device_${String(n).padStart(8, '0')}`,
  address,
  userAgent: 'Dart/3.5 (dart:io)',
})
const idsNear = (address: string) => pen.near(address).map(({ id }) => id)

describe('waiting and being claimed', () => {
  test('a device is found by its session id and by its code, however that is typed', () => {
    const waiting = pen.add({ ...device(1), deviceId: 'device_k7qm0t1x' }, nobody, 5)
    expect(waiting).toMatchObject({ code: 'k7qm0t1x', sinceMs: 5, userAgent: 'Dart/3.5 (dart:io)' })
    expect(pen.find({ sessionId: 'session_1' })).toBe(waiting)
    for (const code of ['k7qm0t1x', 'K7QM-0T1X', ' k7qm otix ', 'device_k7qm0t1x', 'K7QM-OTLX'])
      expect(pen.find({ code }), code).toBe(waiting)
    for (const code of ['', 'k7qm0t1', 'k7qm0t1xx', 'k7qm0t1u', 'device_', '__proto__'])
      expect(pen.find({ code }), code).toBe(null)
    expect(pen.find({ sessionId: 'session_2' })).toBe(null)
  })

  test('[PA5] the first claim gets it, once, and then it waits no longer', () => {
    const claims: Claim[] = []
    pen.add(device(1), (claim) => claims.push(claim), 0)
    expect(pen.claim('socket-1', { ...CLAIM, deviceName: 'Pixel' })).toBe(true)
    expect(pen.claim('socket-1', { teamId: 'other', tokenId: null })).toBe(false)
    expect(claims).toEqual([{ teamId: 'team', tokenId: null, deviceName: 'Pixel' }])
    expect(pen.size).toBe(0)
    expect(pen.find({ sessionId: 'session_1' })).toBe(null)
  })

  test('what left cannot be claimed', () => {
    const claims: Claim[] = []
    const { code } = pen.add(device(1), (claim) => claims.push(claim), 0)
    pen.remove('socket-1')
    pen.remove('socket-1')
    expect(pen.find({ code })).toBe(null)
    expect(pen.claim('socket-1', CLAIM)).toBe(false)
    expect(claims).toEqual([])
  })

  test('two devices that show the same code get two: a code leads to one device only', () => {
    const first = pen.add({ ...device(1), deviceId: 'device_k7qm4t9x' }, nobody, 0)
    const second = pen.add({ ...device(2), deviceId: 'device_k7qm4t9x' }, nobody, 0)
    expect(second.code).not.toBe(first.code)
    expect(pen.find({ code: 'k7qm4t9x' })).toBe(first)
    expect(pen.find({ code: second.code })).toBe(second)
  })

  test('whoever listens is told of every change, and of nothing else', () => {
    let changes = 0
    pen.onChange(() => changes++)
    pen.add(device(1), nobody, 0)
    pen.add(device(2), nobody, 0)
    pen.claim('socket-1', CLAIM)
    pen.remove('socket-2')
    pen.remove('socket-2')
    pen.claim('socket-2', CLAIM)
    expect(changes).toBe(4)
  })
})

describe('bounds', () => {
  const codeOf = (act: () => unknown) => {
    try {
      act()
    } catch (error) {
      return (error as { code: string; limit: string }).limit
    }
  }

  test('[PA2] no more than LIMITS.waitingDevicesPerAddress wait from one address, a /64 being one', () => {
    for (let n = 0; n < LIMITS.waitingDevicesPerAddress; n++) pen.add(device(n, `2001:db8:1:2::${n + 1}`), nobody, 0)
    const more = () => pen.add(device(99, '2001:db8:1:2:ffff::1'), nobody, 0)
    expect(codeOf(more)).toBe('waitingDevicesPerAddress')
    pen.add(device(98, '2001:db8:1:3::1'), nobody, 0)
    pen.remove('socket-0')
    expect(more().id).toBe('socket-99')
  })

  test('[PA2] those who come and go take no place', () => {
    for (let n = 0; n < 3; n++) {
      pen.add(device(n), nobody, 0)
      pen.remove(`socket-${n}`)
    }
    for (let n = 0; n < LIMITS.waitingDevicesPerAddress; n++) pen.add(device(n), nobody, 0)
    expect(pen.size).toBe(LIMITS.waitingDevicesPerAddress)
  })

  test('[PA2] no more than LIMITS.waitingDevicesMax wait in all', () => {
    for (let n = 0; n < LIMITS.waitingDevicesMax; n++) pen.add(device(n, `10.0.${n % 250}.${n % 9}`), nobody, 0)
    expect(codeOf(() => pen.add(device(5_000, '192.0.2.1'), nobody, 0))).toBe('waitingDevicesMax')
    expect(pen.size).toBe(LIMITS.waitingDevicesMax)
  })

  test('[PA2] one waits no longer than LIMITS.waitingMs', () => {
    pen.add(device(1), nobody, 0)
    pen.add(device(2), nobody, 1_000)
    expect(pen.expire(LIMITS.waitingMs - 1)).toEqual([])
    expect(pen.expire(LIMITS.waitingMs).map(({ id }) => id)).toEqual(['socket-1'])
    expect(pen.all().map(({ id }) => id)).toEqual(['socket-2'])
  })
})

describe('the own network', () => {
  test('[PA3] people see what waits in their network, the newest first, and nothing else', () => {
    pen.add(device(1, '203.0.113.7'), nobody, 0)
    pen.add(device(2, '203.0.113.8'), nobody, 1)
    pen.add(device(3, '203.0.113.7'), nobody, 2)
    pen.add(device(4, '2001:db8:1:2::/64'), nobody, 3)
    expect(idsNear('203.0.113.7')).toEqual(['socket-3', 'socket-1'])
    expect(idsNear('203.0.113.9')).toEqual([])
    expect(idsNear('2001:db8:1:2::/64')).toEqual(['socket-4'])
    expect(idsNear('unknown')).toEqual([])
  })

  test.each([
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['203.0.113.7', '::ffff:203.0.113.7', true],
    ['2001:db8:1:2::1', '2001:db8:1:2:a:b:c:d', true],
    ['2001:db8:1:2::/64', '2001:0DB8:1:2::9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['192.168.1.20', '192.168.1.30', true],
    ['192.168.1.20', '192.168.2.30', false],
    ['10.0.0.1', '10.1.0.1', false],
    ['172.15.0.1', '172.15.0.2', false],
    ['172.16.0.1', '172.16.0.2', true],
    // A carrier's network is many people's.
    ['100.64.0.1', '100.64.0.2', false],
    // At the server's own machine.
    ['127.0.0.1', '::1', true],
    ['127.0.0.1', '192.168.1.30', true],
    ['::1', 'fd00:1:2:3::9', true],
    ['127.0.0.1', '203.0.113.7', false],
    ['192.168.1.30', '127.0.0.1', false],
    ['unknown', 'unknown', false],
    ['', '', false],
  ])('[PA3] somebody at %s and a device at %s: %s', (viewer, other, expected) => {
    expect(isNear(viewer, other)).toBe(expected)
  })

  test('an IPv6 address stands for its /64', () => {
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64')
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
    expect(networkOf('2001:db8:0:0::/64')).toBe('2001:db8:0:0::/64')
    expect(networkOf('::1')).toBe('::1')
  })
})

describe('codes', () => {
  test('are eight characters that nobody takes for others, and different each time', () => {
    const codes = new Set(Array.from({ length: 500 }, newPairingCode))
    expect(codes.size).toBe(500)
    for (const code of codes) expect(code).toMatch(/^[0-9abcdefghjkmnpqrstvwxyz]{8}$/)
    expect(readPairingCode(shownPairingCode('k7qm4t9x'))).toBe('k7qm4t9x')
    expect(shownPairingCode('k7qm4t9x')).toBe('K7QM-4T9X')
  })

  test('stand at the end of a device id, where an unmodified app shows them', () => {
    expect(codeOfDeviceId('device_k7qm4t9x')).toBe('k7qm4t9x')
    for (const id of ['device_k7qm4t9', 'device_K7QM4T9X', 'device_k7qm4t9xa', 'device_k7qm4t9u', ''])
      expect(codeOfDeviceId(id), id).toBe(null)
  })
})
