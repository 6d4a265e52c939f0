/** The direct page as text: what its policy allows is exactly what it brings, and any browser in a drawer can read its script. */
import { createHash } from 'node:crypto'
import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { lanPage } from '#lib/lan/lan-page.ts'
import { SCRIPT } from '#lib/lan/page-script.ts'
import { PAGE_WORDS } from '#lib/lan/page-words.ts'

const { html, headers } = lanPage('192.168.1.5:41234')
const policy = new Map(
  String(headers['Content-Security-Policy'])
    .split('; ')
    .map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]),
)
const between = (tag: string) => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? ''

test.each(['script', 'style'])('the policy names the one %s by its hash and allows no other', (tag) => {
  const hash = createHash('sha256').update(between(tag)).digest('base64')
  expect(policy.get(`${tag}-src`)).toBe(`'sha256-${hash}'`)
  expect(html.split(`<${tag}>`)).toHaveLength(2)
})

test('nothing is loaded, sent or framed elsewhere', () => {
  expect(policy.get('default-src')).toBe("'none'")
  expect(policy.get('connect-src')).toBe("'self' ws://192.168.1.5:41234")
  for (const rule of ['base-uri', 'form-action', 'frame-ancestors']) expect(policy.get(rule)).toBe("'none'")
  expect(html).not.toMatch(/\b(?:src|href)="(?!data:,")|\son\w+=|style="/)
})

test('every word the page or its script names is there, in both languages', () => {
  const named = [...html.matchAll(/data-(?:word|placeholder|label)="(\w+)"|\bwords\.(\w+)/g)].map(([, a, b]) => a ?? b)
  expect([...new Set(named)].sort()).toEqual(Object.keys(PAGE_WORDS.en).sort())
  expect(Object.keys(PAGE_WORDS.ru)).toEqual(Object.keys(PAGE_WORDS.en))
})

test('[B3] the script makes no markup from text', () => {
  expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc/)
})

test('the script is ES5', async () => {
  // What esbuild cannot lower to ES5 it refuses; what it could lower it would change.
  const { code, warnings } = await transform(SCRIPT, { loader: 'js', target: 'es5' })
  expect(warnings).toEqual([])
  expect(code).not.toMatch(/=>|\bconst\b|\blet\b|`/)
  expect(SCRIPT).not.toMatch(/=>|\bconst\b|\blet\b|`|\?\.|\?\?/)
})
