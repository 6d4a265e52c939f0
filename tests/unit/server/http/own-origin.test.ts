/** Which origin is our own, in every spelling an attacker would try (rule AC5). */
import { describe, expect, test } from 'vitest'
import { isOwnOrigin, ownOrigin } from '#lib/server/http/own-origin.ts'

const fixed = { publicUrl: 'https://logs.example.com', isPublicUrlSet: true }
const guessed = { publicUrl: 'http://localhost:8080', isPublicUrlSet: false }

test('[AC5] with PUBLIC_URL, its origin is the only one, whatever the Host header says', () => {
  expect(isOwnOrigin('https://logs.example.com', 'logs.example.com', fixed)).toBe(true)
  expect(isOwnOrigin('https://logs.example.com', '10.0.0.1:8080', fixed)).toBe(true)
  expect(isOwnOrigin('http://10.0.0.1:8080', '10.0.0.1:8080', fixed)).toBe(false)
})

describe('[AC5] origins that are not ours', () => {
  const foreign = [
    undefined,
    '',
    'null',
    'https://logs.example.com.evil.test',
    'https://evil-logs.example.com',
    'https://example.com',
    'https://logs.example.com:8443',
    'https://logs.example.com:443',
    'https://logs.example.com/',
    'https://LOGS.example.com',
    'https://logs.example.com.',
    'http://logs.example.com',
    'wss://logs.example.com',
    'https://user@logs.example.com',
    'https://logs.example.com https://evil.test',
    'https://lоgs.example.com', // Cyrillic о
    'https://xn--lgs-hed.example.com',
    'file://',
    'chrome-extension://abcdefghijklmnop',
    ' https://logs.example.com',
  ]
  test.each(foreign)('%s', (origin) => expect(isOwnOrigin(origin, 'logs.example.com', fixed)).toBe(false))
})

describe('[AC5] without PUBLIC_URL, the address the browser used is ours if it is localhost or an IP address', () => {
  test.each(['localhost:8080', '127.0.0.1:8080', '192.168.1.20:8080', '[::1]:8080', '10.0.0.1'])('%s', (host) => {
    expect(isOwnOrigin(`http://${host}`, host, guessed)).toBe(true)
    expect(isOwnOrigin('http://evil.test', host, guessed)).toBe(false)
    expect(isOwnOrigin('null', host, guessed)).toBe(false)
    expect(isOwnOrigin(`https://${host}`, host, guessed)).toBe(false)
    expect(isOwnOrigin(`http://${host}1`, host, guessed)).toBe(false)
  })

  test('the default port is omitted, as in browsers', () => {
    expect(isOwnOrigin('http://10.0.0.1', '10.0.0.1:80', guessed)).toBe(true)
  })

  // A stranger can point a host name at this machine (DNS rebinding).
  test.each(['rebound.evil.test:8080', 'localhost.evil.test', '127.0.0.1.evil.test', 'evil.test', '', undefined])(
    'but not when it is the name %s',
    (host) => {
      expect(ownOrigin(host, guessed)).toBeNull()
      expect(isOwnOrigin(`http://${host}`, host, guessed)).toBe(false)
    },
  )

  test.each(['localhost/@evil.test', 'a@localhost', 'localhost:8080#', 'localhost\\evil', 'localhost:99999', 'x y'])(
    'but not for the invalid host %s',
    (host) => expect(ownOrigin(host, guessed)).toBeNull(),
  )
})
