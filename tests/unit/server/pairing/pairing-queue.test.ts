/** Devices that wait to be claimed: who sees them, how they are found, and what bounds them. */
import { beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { codeOfDeviceId, newPairingCode, readPairingCode, shownPairingCode } from '#lib/protocol/pairing-code.ts'
import { mayClaimByClick, mayContinueByClick } from '#lib/server/pairing/claim-evidence.ts'
import { type Claim, PairingQueue, UNKNOWN_ADDRESS } from '#lib/server/pairing/pairing-queue.ts'
import { isNear, networkOf } from '#lib/server/pairing/same-network.ts'

const CLAIM: Claim = { teamId: 'team', tokenId: null }
const nobody = () => 'session'
let pairingQueue: PairingQueue
beforeEach(() => {
  pairingQueue = new PairingQueue()
})

const device = (n: number, address = '203.0.113.7') => ({
  id: `socket-${n}`,
  sessionId: `session_${n}`,
  deviceId: `device_${String(n).padStart(8, '0')}`,
  address,
  userAgent: 'Dart/3.5 (dart:io)',
})
const idsNear = (address: string) => pairingQueue.near(address).map(({ id }) => id)

describe('waiting and being claimed', () => {
  test('a device is found by its session id and by its code, however that is typed', () => {
    const waiting = pairingQueue.add({ ...device(1), deviceId: 'device_k7qm0t1x' }, nobody, 5)
    expect(waiting).toMatchObject({ code: 'k7qm0t1x', sinceMs: 5, userAgent: 'Dart/3.5 (dart:io)' })
    expect(pairingQueue.find({ sessionId: 'session_1' })).toBe(waiting)
    for (const code of ['k7qm0t1x', 'K7QM-0T1X', ' k7qm otix ', 'device_k7qm0t1x', 'K7QM-OTLX'])
      expect(pairingQueue.find({ code }), code).toBe(waiting)
    for (const code of ['', 'k7qm0t1', 'k7qm0t1xx', 'k7qm0t1u', 'device_', '__proto__'])
      expect(pairingQueue.find({ code }), code).toBe(null)
    expect(pairingQueue.find({ sessionId: 'session_2' })).toBe(null)
  })

  test('[PA5] the first claim gets the device, once, and then it no longer waits', () => {
    const claims: Claim[] = []
    pairingQueue.add(
      device(1),
      (claim) => {
        claims.push(claim)
        return 'session_1'
      },
      0,
    )
    expect(pairingQueue.claim('socket-1', { ...CLAIM, deviceName: 'Pixel' })).toBe('session_1')
    expect(pairingQueue.claim('socket-1', { teamId: 'other', tokenId: null })).toBe(null)
    expect(claims).toEqual([{ teamId: 'team', tokenId: null, deviceName: 'Pixel' }])
    expect(pairingQueue.size).toBe(0)
    expect(pairingQueue.find({ sessionId: 'session_1' })).toBe(null)
  })

  test('a device that left cannot be claimed', () => {
    const claims: Claim[] = []
    const { code } = pairingQueue.add(
      device(1),
      (claim) => {
        claims.push(claim)
        return 'session_1'
      },
      0,
    )
    pairingQueue.remove('socket-1')
    pairingQueue.remove('socket-1')
    expect(pairingQueue.find({ code })).toBe(null)
    expect(pairingQueue.claim('socket-1', CLAIM)).toBe(null)
    expect(claims).toEqual([])
  })

  test('two devices that show the same code get two: a code leads to one device only', () => {
    const first = pairingQueue.add({ ...device(1), deviceId: 'device_k7qm4t9x' }, nobody, 0)
    const second = pairingQueue.add({ ...device(2), deviceId: 'device_k7qm4t9x' }, nobody, 0)
    expect(second.code).not.toBe(first.code)
    expect(pairingQueue.find({ code: 'k7qm4t9x' })).toBe(first)
    expect(pairingQueue.find({ code: second.code })).toBe(second)
  })

  test('a listener is called after every change, and never otherwise', () => {
    let changes = 0
    pairingQueue.onChange(() => changes++)
    pairingQueue.add(device(1), nobody, 0)
    pairingQueue.add(device(2), nobody, 0)
    pairingQueue.claim('socket-1', CLAIM)
    pairingQueue.remove('socket-2')
    pairingQueue.remove('socket-2')
    pairingQueue.claim('socket-2', CLAIM)
    expect(changes).toBe(4)
  })
})

describe('bounds', () => {
  const codeOf = (act: () => unknown) => {
    try {
      act()
      return null
    } catch (error) {
      return (error as { code: string; limit: string }).limit
    }
  }

  const evictedBy = (add: () => unknown) => {
    const evicted: string[] = []
    pairingQueue.onEvict(({ id }, { limit }) => evicted.push(`${id} ${limit}`))
    add()
    return evicted
  }

  test('[PA2] beyond LIMITS.waitingDevicesPerAddress the oldest of the crowd gives way, a /64 being one address', () => {
    for (let n = 0; n < LIMITS.waitingDevicesPerAddress; n++)
      pairingQueue.add(device(n, `2001:db8:1:2::${n + 1}`), nobody, 0)
    const other = { ...device(99, '2001:db8:1:2:ffff::1'), userAgent: 'Dart/3.6 (dart:io)' }
    expect(evictedBy(() => pairingQueue.add(other, nobody, 0))).toEqual(['socket-0 waitingDevicesPerAddress'])
    expect(evictedBy(() => pairingQueue.add(device(98, '2001:db8:1:3::1'), nobody, 0))).toEqual([])
    pairingQueue.remove('socket-1')
    expect(evictedBy(() => pairingQueue.add(device(97, '2001:db8:1:2::97'), nobody, 0))).toEqual([])
    expect(pairingQueue.byId('socket-99')).not.toBe(null)
  })

  test('[PA2] an honest app keeps its place, however many idle sockets of another program come after it', () => {
    const honest = { ...device(1_000), userAgent: 'Dart/3.6 (dart:io)' }
    pairingQueue.add(honest, nobody, 0)
    for (let n = 0; n < LIMITS.waitingDevicesPerAddress * 3; n++) pairingQueue.add(device(n), nobody, 1)
    expect(pairingQueue.byId(honest.id)).not.toBe(null)
    expect(pairingQueue.size).toBe(LIMITS.waitingDevicesPerAddress)
  })

  test('[PA2] among devices of one program, those that have sent nothing give way first', () => {
    for (let n = 0; n < LIMITS.waitingDevicesPerAddress; n++) pairingQueue.add(device(n), nobody, 0)
    for (const n of [0, 1, 3]) pairingQueue.spoke(`socket-${n}`)
    const limit = 'waitingDevicesPerAddress'
    expect(evictedBy(() => pairingQueue.add(device(98), nobody, 1))).toEqual([`socket-2 ${limit}`])
    expect(evictedBy(() => pairingQueue.add(device(99), nobody, 1))).toEqual([`socket-4 ${limit}`])
  })

  test('[PA2][PA4] the bound of one address does not hold for everybody behind an unknown proxy', () => {
    for (let n = 0; n <= LIMITS.waitingDevicesPerAddress; n++) pairingQueue.add(device(n, UNKNOWN_ADDRESS), nobody, 0)
    expect(pairingQueue.size).toBe(LIMITS.waitingDevicesPerAddress + 1)
  })

  test('[PA2] devices that come and go take no place', () => {
    for (let n = 0; n < 3; n++) {
      pairingQueue.add(device(n), nobody, 0)
      pairingQueue.remove(`socket-${n}`)
    }
    for (let n = 0; n < LIMITS.waitingDevicesPerAddress; n++) pairingQueue.add(device(n), nobody, 0)
    expect(pairingQueue.size).toBe(LIMITS.waitingDevicesPerAddress)
  })

  test('[PA2] no more than LIMITS.waitingDevicesMax wait in all: the most crowded network gives way', () => {
    for (let n = 0; n < LIMITS.waitingDevicesMax; n++)
      pairingQueue.add(device(n, n < 2 ? '10.9.9.9' : `10.0.${n % 250}.${Math.floor(n / 250)}`), nobody, 0)
    expect(evictedBy(() => pairingQueue.add(device(5_000, '192.0.2.1'), nobody, 0))).toEqual([
      'socket-0 waitingDevicesMax',
    ])
    expect(codeOf(() => pairingQueue.add(device(5_001, '192.0.2.2'), nobody, 0))).toBe('waitingDevicesMax')
    expect(pairingQueue.size).toBe(LIMITS.waitingDevicesMax)
  })

  test('[PA2] a device waits no longer than LIMITS.waitingMs, and than LIMITS.waitingSilentMs if it sends nothing', () => {
    for (const [n, sinceMs] of [0, 0, 1_000].entries()) pairingQueue.add(device(n), nobody, sinceMs)
    for (const n of [1, 2]) pairingQueue.spoke(`socket-${n}`)
    expect(pairingQueue.expire(LIMITS.waitingSilentMs - 1)).toEqual([])
    expect(pairingQueue.expire(LIMITS.waitingSilentMs).map(({ id }) => id)).toEqual(['socket-0'])
    expect(pairingQueue.expire(LIMITS.waitingMs - 1)).toEqual([])
    expect(pairingQueue.expire(LIMITS.waitingMs).map(({ id }) => id)).toEqual(['socket-1'])
    expect(pairingQueue.all().map(({ id }) => id)).toEqual(['socket-2'])
  })
})

describe('what a claim takes', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1', true, true],
    ['127.0.0.9', '::1', true, true],
    ['192.168.1.20', '127.0.0.1', false, true],
    ['192.168.1.20', '192.168.1.30', false, true],
    ['203.0.113.7', '203.0.113.7', false, false],
    ['2001:db8:1:2::/64', '2001:db8:1:2::/64', false, false],
    ['fd00:1:2:3::/64', 'fd00:1:2:3::/64', false, false],
    [UNKNOWN_ADDRESS, '127.0.0.1', false, false],
    ['127.0.0.1', null, false, true],
  ])('[PA3][PA9] a device at %s, a person at %s', (address, person, claims, continues) => {
    expect(mayClaimByClick({ address }, person)).toBe(claims)
    expect(mayContinueByClick({ address })).toBe(continues)
  })
})

describe('your own network', () => {
  test('[PA3] people see what waits in their network, the newest first, and nothing else', () => {
    pairingQueue.add(device(1, '203.0.113.7'), nobody, 0)
    pairingQueue.add(device(2, '203.0.113.8'), nobody, 1)
    pairingQueue.add(device(3, '203.0.113.7'), nobody, 2)
    pairingQueue.add(device(4, '2001:db8:1:2::/64'), nobody, 3)
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
    // A carrier's network is shared by many people.
    ['100.64.0.1', '100.64.0.2', false],
    // A person at the server's own machine.
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
  test('are eight characters that are not easily confused, and different each time', () => {
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
