/** A proxy that TRUSTED_PROXIES does not name: what an address is worth meanwhile, and what the server's owner learns. */
import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { type ProxyNotice, type ProxySettings, ProxyWatch, proxyLine } from '#lib/server/transports/proxy-watch.ts'

const XFF = { 'x-forwarded-for': '198.51.100.9' }
const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage

function watchOf(publicUrl: string | null, ...trustedProxies: string[]) {
  const notices: ProxyNotice[] = []
  const settings: ProxySettings = { publicUrl, trustedProxies }
  return { notices, watch: new ProxyWatch(settings, (notice) => notices.push(notice)) }
}

describe('what an address is worth', () => {
  test.each([
    ['on a machine of one’s own', null, '127.0.0.1', {}, 'own'],
    ['in a network of one’s own', null, '192.168.1.20', {}, 'own'],
    ['in a network with a local name', 'http://logs.lan:8080', '192.168.1.20', {}, 'own'],
    ['of a client of a public http server', 'http://logs.example.com', '203.0.113.7', {}, 'own'],
    ['of a proxy on this machine that names clients', null, '127.0.0.1', XFF, 'proxy'],
    ['of the same with another header', null, '::ffff:127.0.0.1', { forwarded: 'for=198.51.100.9' }, 'proxy'],
    ['of the same with a third header', null, '127.0.0.1', { 'x-real-ip': '198.51.100.9' }, 'proxy'],
    ['of a proxy as nginx is by default', 'https://logs.example.com', '127.0.0.1', {}, 'proxy'],
    ['of the same over http', 'http://logs.example.com', '127.0.0.1', {}, 'proxy'],
    ['of a proxy in a container', 'https://logs.example.com', '172.18.0.5', {}, 'proxy'],
    ['of a container’s gateway', 'http://logs.example.com', '172.17.0.1', {}, 'unknown'],
    ['of a neighbor who claims a proxy', 'http://logs.lan', '192.168.1.20', XFF, 'unknown'],
    ['of a stranger who claims a proxy', 'http://logs.example.com', '203.0.113.7', XFF, 'unknown'],
    ['of a stranger who claims one where there is one', 'https://logs.example.com', '203.0.113.7', XFF, 'unknown'],
    ['of a public proxy', 'https://logs.example.com', '203.0.113.7', {}, 'unknown'],
  ])('%s', (_what, publicUrl, peer, headers, standing) => {
    const { watch } = watchOf(publicUrl)
    expect(watch.standingOf(from(peer, headers))).toBe(standing)
    expect(watch.ownAddressOf(from(peer, headers))).toBe(standing === 'own' ? peer : null)
  })

  test('that a trusted proxy names is the client’s; where that proxy names none it is everybody’s', () => {
    const { watch } = watchOf('https://logs.example.com', '127.0.0.1')
    expect(watch.ownAddressOf(from('127.0.0.1', XFF))).toBe('198.51.100.9')
    expect(watch.standingOf(from('127.0.0.1', { 'x-forwarded-for': 'nonsense' }))).toBe('proxy')
    expect(watch.standingOf(from('127.0.0.1'))).toBe('proxy')
    expect(watch.standingOf(from('192.168.1.20'))).toBe('own')
    expect(watch.standingOf(from('172.18.0.5', XFF))).toBe('proxy')
  })
})

describe('the notice', () => {
  test('is there from the start where only a proxy can serve the public address', () => {
    const { notices, watch } = watchOf('https://logs.example.com')
    expect(notices).toEqual([{ kind: 'missing', peer: null }])
    watch.standingOf(from('127.0.0.1', XFF))
    expect(watch.notice).toEqual({ kind: 'unnamed', peer: '127.0.0.1' })
    expect(notices).toHaveLength(1)
    expect(watchOf('https://logs.example.com', '127.0.0.1').notices).toEqual([])
    expect(watchOf('https://localhost:8443').notices).toEqual([])
  })

  test('comes once, with the first forwarded header of an unnamed proxy', () => {
    const { notices, watch } = watchOf('https://logs.example.com', '10.0.0.0/8')
    watch.standingOf(from('203.0.113.8'))
    for (const _ of [1, 2]) watch.standingOf(from('172.18.0.5', XFF))
    expect(notices).toEqual([{ kind: 'unnamed', peer: '172.18.0.5' }])
  })

  test('cannot be brought about by strangers, who would have the operator trust them', () => {
    const { notices, watch } = watchOf('http://logs.example.com')
    watch.standingOf(from('203.0.113.7', XFF))
    expect([notices, watch.notice]).toEqual([[], null])
  })

  test('comes for a public name whose requests all come from this machine, and not for a health check', () => {
    const { notices, watch } = watchOf('http://logs.example.com')
    for (let i = 0; i < 99; i++) watch.standingOf(from('127.0.0.1', { host: 'localhost:8080' }))
    expect(notices).toEqual([])
    watch.standingOf(from('127.0.0.1', { host: 'logs.example.com' }))
    expect(notices).toEqual([{ kind: 'missing', peer: '127.0.0.1' }])
  })

  test('comes for a trusted proxy that names nobody, unless it named somebody before', () => {
    const silent = watchOf('https://logs.example.com', '127.0.0.1')
    for (let i = 0; i < 100; i++) silent.watch.standingOf(from('127.0.0.1', { host: 'localhost:8080' }))
    expect(silent.notices).toEqual([{ kind: 'silent', peer: '127.0.0.1' }])
    const good = watchOf('https://logs.example.com', '127.0.0.1')
    good.watch.standingOf(from('127.0.0.1', XFF))
    for (let i = 0; i < 200; i++) good.watch.standingOf(from('127.0.0.1', { host: 'logs.example.com' }))
    expect(good.notices).toEqual([])
  })

  test('is one line of the log', () => {
    expect(proxyLine({ kind: 'unnamed', peer: '172.18.0.5' })).toContain('TRUSTED_PROXIES does not name 172.18.0.5')
    for (const kind of ['missing', 'silent', 'unnamed'] as const)
      expect(proxyLine({ kind, peer: null })).not.toContain('\n')
  })
})
