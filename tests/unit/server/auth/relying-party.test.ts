/** Where passkeys work: at the public address, and on localhost. */
import { expect, test } from 'vitest'
import { relyingParty } from '#lib/server/auth/relying-party.ts'

const UNSET = { publicUrl: 'http://localhost:8080', isPublicUrlSet: false }
const at = (publicUrl: string) => ({ publicUrl, isPublicUrlSet: true })

test.each([
  ['localhost:8080', UNSET, { id: 'localhost', origin: 'http://localhost:8080' }],
  ['127.0.0.1:8080', UNSET, null],
  ['192.168.1.5:8080', UNSET, null],
  ['[::1]:8080', UNSET, null],
  // A host name that a stranger could point here.
  ['evil.test:8080', UNSET, null],
  [undefined, UNSET, null],
  ['anything', at('https://logs.acme.test'), { id: 'logs.acme.test', origin: 'https://logs.acme.test' }],
  ['anything', at('https://logs.acme.test:8443'), { id: 'logs.acme.test', origin: 'https://logs.acme.test:8443' }],
  ['anything', at('http://logs.acme.test'), null],
  ['anything', at('https://10.0.0.1'), null],
])('host %s with %j is %j', (host, rule, expected) => {
  expect(relyingParty(host, rule)).toEqual(expected)
})
