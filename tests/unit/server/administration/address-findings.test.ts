/** What `doctor` says about addresses, proxies and sign-up. */
import { expect, test } from 'vitest'
import { addressFindings } from '#lib/server/administration/address-findings.ts'
import { loadConfig } from '#lib/server/config/env.ts'

function states(env: Record<string, string>) {
  return Object.fromEntries(addressFindings(loadConfig(env)).map(({ about, state }) => [about, state]))
}

test('a server behind TLS with a known proxy and sign-up by invite is right', () => {
  const env = { PUBLIC_URL: 'https://logs.example.com', TRUSTED_PROXIES: '127.0.0.1', SIGN_UP: 'invite' }
  expect(states(env)).toEqual({ address: 'ok', proxies: 'ok', 'sign-up': 'ok' })
})

test('https without TRUSTED_PROXIES, http in public and open sign-up are warned of', () => {
  expect(states({ PUBLIC_URL: 'https://logs.example.com' })).toMatchObject({ proxies: 'warning', 'sign-up': 'warning' })
  expect(states({ PUBLIC_URL: 'http://logs.example.com' })).toMatchObject({ address: 'warning', proxies: 'ok' })
  expect(states({ PUBLIC_URL: 'http://203.0.113.7:8080' })).toMatchObject({ address: 'warning' })
})

test('plain http is fine in a private network, and no PUBLIC_URL on loopback only', () => {
  for (const host of ['localhost:8080', '192.168.1.4:8080', '172.31.0.1', 'logs.lan', 'build-server', '[fd00::1]'])
    expect(states({ PUBLIC_URL: `http://${host}` })).toEqual({ address: 'ok', proxies: 'ok', 'sign-up': 'ok' })
  expect(states({ HOST: '127.0.0.1' })).toMatchObject({ address: 'ok' })
  expect(states({})).toMatchObject({ address: 'warning' })
})

test('what needs doing is said, and what is right is not', () => {
  for (const { state, advice } of addressFindings(loadConfig({ PUBLIC_URL: 'https://logs.example.com' })))
    expect(advice !== undefined).toBe(state !== 'ok')
})
