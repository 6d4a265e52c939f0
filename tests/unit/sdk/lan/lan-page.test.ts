/** The direct page as text: its policy allows exactly what it brings, and its script runs in the browsers it is for. */
import { createHash } from 'node:crypto'
import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { SCRIPT } from '#lib/sdk/lan/generated/page-script.ts'
import { lanPage } from '#lib/sdk/lan/lan-page.ts'
import { PAGE_WORDS } from '#lib/sdk/lan/page/page-words.ts'

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

test('nothing in the bundled script ends its element early', () => {
  expect(between('script')).toBe(SCRIPT)
  expect(SCRIPT).not.toMatch(/<\/script|<!--/i)
})

test('nothing is loaded, sent or framed elsewhere', () => {
  expect(policy.get('default-src')).toBe("'none'")
  expect(policy.get('connect-src')).toBe("'self' ws://192.168.1.5:41234")
  for (const rule of ['base-uri', 'form-action', 'frame-ancestors']) expect(policy.get(rule)).toBe("'none'")
  expect(html.replace(between('script'), '')).not.toMatch(/\b(?:src|href)="(?!data:,")|\son\w+=|style="/)
})

test('every word that the markup names is there, in both languages', () => {
  const named = [...html.matchAll(/data-(?:word|placeholder)="(\w+)"/g)].map(([, name]) => name)
  expect(named.length).toBeGreaterThan(5)
  for (const words of Object.values(PAGE_WORDS)) expect(Object.keys(words)).toEqual(expect.arrayContaining(named))
  expect(Object.keys(PAGE_WORDS.ru)).toEqual(Object.keys(PAGE_WORDS.en))
})

test('[FB16] the script makes no markup from text', () => {
  expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc/)
})

test('the script runs in browsers of 2018: neither its syntax nor its built-ins are later', async () => {
  // What those browsers lack, esbuild would write differently.
  const lowered = await transform(SCRIPT, { target: 'es2018' })
  const same = await transform(SCRIPT, { target: 'esnext' })
  expect(lowered.code.length).toBe(same.code.length)
  expect(SCRIPT).not.toMatch(/replaceChildren|\.at\(|\.flat\(|fromEntries|matchAll|replaceAll|allSettled|\(\?<[=!]/)
})
