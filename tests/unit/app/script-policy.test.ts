/** Trusted Types: only scripts of our own build load, and no string becomes an element or code. */
import { expect, test } from 'vitest'
import { installScriptPolicy, markup, scriptAddress } from '#app/_security/script-policy.ts'

const ORIGIN = 'https://logs.example.com'

test.each(['/_next/static/chunks/a.js', `${ORIGIN}/_next/static/chunks/a.js?dpl=1`])('%s loads', (address) => {
  expect(scriptAddress(address, ORIGIN)).toBe(address)
})

test.each([
  'https://evil.example/_next/static/a.js',
  '//evil.example/_next/a.js',
  '/_next/../api/v1/x.js',
  '/sdk/agent-logger.js',
  'data:text/javascript,alert(1)',
  'blob:https://logs.example.com/1',
  'javascript:alert(1)',
  'https://logs.example.com@evil.example/_next/a.js',
  'http://[',
])('%s does not', (address) => {
  expect(scriptAddress(address, ORIGIN)).toBeNull()
})

test('style rules pass, elements do not', () => {
  expect(markup('[data-x]{color:red}')).toBe('[data-x]{color:red}')
  expect(markup('<script></script>')).toBe('<script></script>')
  for (const html of ['<img src=x onerror=alert(1)>', '<script>alert(1)</script>', 'a<b'])
    expect(markup(html)).toBeNull()
})

test('the policy is the default one, and runs no code from strings', () => {
  const made: [string, Record<string, (text: string) => string | null>][] = []
  installScriptPolicy({
    trustedTypes: { createPolicy: (name, rules) => made.push([name, rules]) },
    location: { origin: ORIGIN },
  })
  const [[name, rules] = ['', {}]] = made
  expect(name).toBe('default')
  expect(rules.createScript?.('alert(1)')).toBeNull()
  expect(rules.createScriptURL?.('/_next/a.js')).toBe('/_next/a.js')
  expect(() => installScriptPolicy({ location: { origin: ORIGIN } })).not.toThrow()
})
