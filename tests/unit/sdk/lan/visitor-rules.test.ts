/** Which addresses and pages a direct server answers: never by a name that somebody else made point here. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostOf, lanAddress, ownHosts } from '#lib/sdk/lan/own-addresses.ts'
import { isAllowedOrigin, isOwnHost, readAllowList, type VisitorRules } from '#lib/sdk/lan/visitor-rules.ts'

const PORT = 41_234
const own = (address: string, internal = false) => ({
  address,
  family: address.includes(':') ? ('IPv6' as const) : ('IPv4' as const),
  internal,
  netmask: '',
  mac: '',
  cidr: null,
  scopeid: 0,
})
const INTERFACES = {
  lo: [own('127.0.0.1', true), own('::1', true)],
  docker0: [own('172.17.0.1')],
  eth0: [own('203.0.113.9'), own('fe80::1%eth0'), own('2001:db8::5')],
  wlan0: [own('192.168.1.5')],
}
const rules = (allow: string[] = []): VisitorRules => ({
  port: PORT,
  ownHosts: ownHosts(INTERFACES as never),
  allowed: readAllowList(allow),
})

test.each([
  '192.168.1.5:41234',
  '127.0.0.1:41234',
  'localhost:41234',
  'LOCALHOST:41234',
  '[::1]:41234',
  '[2001:db8::5]:41234',
  '[fe80::1]:41234',
])('%s is an address of this machine', (host) => {
  expect(isOwnHost(host, rules())).toBe(true)
})

test.each([
  undefined,
  '',
  '192.168.1.5',
  '192.168.1.5:41235',
  '192.168.1.6:41234',
  'evil.example:41234',
  '192.168.1.5.evil.example:41234',
  'evil.example@192.168.1.5:41234',
  '192.168.1.5:41234, evil.example',
  '192.168.1.5:41234:80',
  '[2001:db8::6]:41234',
  '0.0.0.0:41234',
])('[LN3] DNS rebinding: %s is not', (host) => {
  expect(isOwnHost(host, rules())).toBe(false)
})

test('hosts that were allowed are taken, with their port or with any', () => {
  expect(isOwnHost('mac.local:41234', rules(['mac.local']))).toBe(true)
  expect(isOwnHost('mac.local:8080', rules(['mac.local:8080']))).toBe(true)
  expect(isOwnHost('mac.local', rules(['mac.local:80']))).toBe(true)
  expect(isOwnHost('mac.local:9000', rules(['mac.local:8080']))).toBe(false)
  expect(isOwnHost('other.local:41234', rules(['mac.local']))).toBe(false)
})

test('no name that is neither own nor allowed gets through', () => {
  fc.assert(
    fc.property(fc.domain(), fc.nat(65_535), (domain, port) => {
      expect(isOwnHost(`${domain}:${port}`, rules(['mac.local']))).toBe(domain.toLowerCase() === 'mac.local')
    }),
  )
})

const HOST = '192.168.1.5:41234'
test.each<[origin: string | undefined, allow: string[], isIn: boolean]>([
  [undefined, [], true],
  ['http://192.168.1.5:41234', [], true],
  ['https://192.168.1.5:41234', [], false],
  ['http://192.168.1.5:80', [], false],
  ['http://evil.example', [], false],
  ['null', [], false],
  ['', [], false],
  ['https://logs.example.com', [], false],
  ['https://logs.example.com', ['https://logs.example.com/'], true],
  ['https://logs.example.com.evil.example', ['https://logs.example.com'], false],
  ['http://localhost:3000', ['http://localhost:3000'], true],
])('a page of %s, with %j allowed: %s', (origin, allow, isIn) => {
  expect(isAllowedOrigin(origin, HOST, rules(allow))).toBe(isIn)
})

test.each(['', 'https://a.example/path', 'ftp://x', 'a b', '*', 'http://'])('%j cannot be allowed', (entry) => {
  expect(() => readAllowList([entry])).toThrow(/neither a host such as/)
})

test('the address of the LAN is private and no container’s; without one it is loopback', () => {
  expect(lanAddress(INTERFACES as never)).toBe('192.168.1.5')
  expect(lanAddress({ lo: INTERFACES.lo, eth0: INTERFACES.eth0, docker0: INTERFACES.docker0 } as never)).toBe(
    '127.0.0.1',
  )
  expect(hostOf('FE80::1%en0')).toBe('[fe80::1]')
})
