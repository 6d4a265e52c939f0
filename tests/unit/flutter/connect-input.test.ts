import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseConnectInput } from '#lib/flutter/connect-input.ts'
import { newFlutterSessionId } from '#lib/flutter/ids.ts'
import { flutterViewerUrl } from '#lib/flutter/viewer-url.ts'
import { flutterShareText } from '#tests/support/flutter-share-text.ts'

const relay = (wsUrl: string, session = 'session_abc123') => ({ kind: 'relay', wsUrl, session })
const direct = (wsUrl: string, isPlaceholder = false) => ({ kind: 'direct', wsUrl, isPlaceholder })
const IP = '144.31.198.54:8080'
const AT_IP = relay(`ws://${IP}/ws?type=web&session=session_abc123`)

describe('[FP16] what opens a session', () => {
  test.each([
    ['a QR code', `ws://${IP}/ws?type=web&session=session_abc123`, AT_IP],
    ['the share text', `Connect to Agent Logger:\nws://${IP}/ws?type=web&session=session_abc123`, AT_IP],
    [
      'with TLS',
      'wss://logs.example.com:443/ws?type=web&session=session_abc123',
      relay('wss://logs.example.com/ws?type=web&session=session_abc123'),
    ],
    ['its http variant', `http://${IP}/ws?type=web&session=session_abc123`, AT_IP],
    [
      'its https variant',
      'https://logs.example.com/ws?type=web&session=session_abc123',
      relay('wss://logs.example.com/ws?type=web&session=session_abc123'),
    ],
    ['host, port and id', `${IP} session_abc123`, AT_IP],
    ['host, port and id on two lines', `${IP}\nsession_abc123\n`, AT_IP],
    ['host, port and id with a comma', `${IP}, session_abc123`, AT_IP],
    [
      'an address and id',
      'https://logs.example.com session_abc123',
      relay('wss://logs.example.com/ws?type=web&session=session_abc123'),
    ],
    [
      'a name and id',
      'logs.example.com session_abc123',
      relay('wss://logs.example.com/ws?type=web&session=session_abc123'),
    ],
    [
      'a session of the HTTP interface',
      'https://logs.example.com/session/session_abc123',
      relay('wss://logs.example.com/ws?type=web&session=session_abc123'),
    ],
    ['a bare id', ' session_abc123 ', { kind: 'session', id: 'session_abc123' }],
    ['a phone', 'ws://192.168.1.20:41234/ws', direct('ws://192.168.1.20:41234/ws')],
    ['a phone as its screen shows it', 'http://192.168.1.20:41234', direct('ws://192.168.1.20:41234/ws')],
    [
      'our own direct server',
      'ws://192.168.1.20:41234/ws?code=ABCD-2345',
      direct('ws://192.168.1.20:41234/ws?code=ABCD-2345'),
    ],
    [
      'the QR code of our own',
      'http://192.168.1.20:41234/#ABCD-2345',
      direct('ws://192.168.1.20:41234/ws?code=ABCD-2345'),
    ],
    ['what is no code', 'http://192.168.1.20:41234/?code=a%20b', direct('ws://192.168.1.20:41234/ws')],
    ['host and port alone', '192.168.1.20:41234', direct('ws://192.168.1.20:41234/ws')],
    ['a name in the LAN', 'phone:41234', direct('ws://phone:41234/ws')],
    ['[FB13] an app that is not connected', 'ws://localhost:8080/ws', direct('ws://localhost:8080/ws', true)],
    [
      '[FB14] an address that lost its brackets',
      'ws://::1:8080/ws?type=web&session=session_abc123',
      relay('ws://[::1]:8080/ws?type=web&session=session_abc123'),
    ],
    [
      'a share link',
      'https://logs.example.com/s/AbCdEf12#s3cret',
      { kind: 'link', href: 'https://logs.example.com/s/AbCdEf12#s3cret' },
    ],
    [
      'a share link in a sentence',
      'Look: <https://logs.example.com/s/AbCdEf12#s3cret>.',
      { kind: 'link', href: 'https://logs.example.com/s/AbCdEf12#s3cret' },
    ],
    [
      'a share link without scheme',
      'logs.example.com/s/AbCdEf12#s3cret',
      { kind: 'link', href: 'https://logs.example.com/s/AbCdEf12#s3cret' },
    ],
    ['the path of a share link', '/s/AbCdEf12#s3cret', { kind: 'link', href: '/s/AbCdEf12#s3cret' }],
    [
      'a page of the dashboard',
      'https://logs.example.com/dashboard/sessions/AbCdEf12',
      { kind: 'page', href: 'https://logs.example.com/dashboard/sessions/AbCdEf12', session: 'AbCdEf12' },
    ],
  ])('%s', (_name, input, target) => expect(parseConnectInput(input)).toEqual(target))
})

describe('what does not open one', () => {
  test.each([
    ['nothing', ' \n', 'empty'],
    ['a book', 'x'.repeat(2_001), 'too-long'],
    ['words', 'open my session please', 'not-understood'],
    ['a file', 'file:///etc/passwd', 'not-understood'],
    ['a link without its secret', 'https://logs.example.com/s/AbCdEf12', 'link-without-secret'],
    ['a relay without session', `ws://${IP}/ws?type=web`, 'no-session'],
    ['[FB15] an id that shapes the address', `ws://${IP}/ws?type=web&session=a%26type=mobile`, 'bad-session'],
    ['[FB14] port 0', 'ws://logs.example.com:0/ws?type=web&session=session_abc123', 'no-port'],
  ])('%s', (_name, input, reason) => expect(parseConnectInput(input)).toEqual({ kind: 'fault', reason }))

  test('no input makes it throw, and the addresses that it makes contain nothing but an id', () => {
    const shaped = fc
      .tuple(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string())
      .map(([url, more]) => `${url} ${more}`)
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), shaped), (input) => {
        const target = parseConnectInput(input)
        if (target.kind === 'relay') expect(target.wsUrl).toMatch(/^wss?:\/\/[^/?#@]+\/ws\?type=web&session=[\w.~-]+$/)
        if (target.kind === 'direct') expect(target.wsUrl).toMatch(/^wss?:\/\/[^/?#@]+\/ws(?:\?code=[\w-]+)?$/)
        if (target.kind === 'link' || target.kind === 'page') expect(target.href).toMatch(/^(https?:\/)?\//)
      }),
    )
  })
})

describe('[FP15] QR and share text', () => {
  test('byte for byte', () => {
    const url = flutterViewerUrl(`http://${IP}`, 'session_abc123')
    expect(url).toBe(`ws://${IP}/ws?type=web&session=session_abc123`)
    expect(new TextEncoder().encode(url)).toHaveLength(58)
  })

  test('the port is always written, and nothing else of the configured address remains', () => {
    expect(flutterViewerUrl('https://u:p@logs.example.com/team/a?key=1#x', 's_1')).toBe(
      'wss://logs.example.com:443/ws?type=web&session=s_1',
    )
    expect(flutterViewerUrl('http://logs.example.com', 's_1')).toBe('ws://logs.example.com:80/ws?type=web&session=s_1')
    expect(() => flutterViewerUrl('wss://logs.example.com', 's_1')).toThrow(TypeError) // [FB14]
  })

  test('the address that our relay makes an app show opens its session', () => {
    const id = newFlutterSessionId()
    expect(parseConnectInput(flutterShareText(flutterViewerUrl('https://logs.example.com', id)))).toEqual(
      relay(`wss://logs.example.com/ws?type=web&session=${id}`, id),
    )
  })
})

test('[FP4][FB15] ids consist of safe characters, at most 40, and hold 96 bits or more', () => {
  const ids = Array.from({ length: 200 }, newFlutterSessionId)
  expect(new Set(ids).size).toBe(200)
  for (const id of ids) expect(id).toMatch(/^session_[0-9A-Za-z]{17,32}$/) // 17 × log2(62) > 96
})
