import { expect, test } from 'vitest'
import { safePath, safeUrl } from '#lib/sdk/web/safe-url.ts'

const TOKEN = 'V1StGXR8Z5jdHi6BmyT9'

test.each([
  ['https://ada:pw@a.example/x', 'https://a.example/x'],
  ['//ada@a.example/x?y=1', '//a.example/x?y=1'],
  ['https://a.example/@scope/x', 'https://a.example/@scope/x'],
  ['/x?token=a&page=2&API_KEY=b&access_token=', '/x?token=[redacted]&page=2&API_KEY=[redacted]&access_token='],
  ['/callback?code=abc&state=def', '/callback?code=[redacted]&state=[redacted]'],
  ['/f?X-Amz-Signature=1f&X-Amz-Date=20261129T050000Z', '/f?X-Amz-Signature=[redacted]&X-Amz-Date=20261129T050000Z'],
  [`/x?q=${TOKEN}`, '/x?q=[redacted]'],
  [`/x?${TOKEN}`, '/x?[redacted]'],
  [`/reset/${TOKEN}/now`, '/reset/[redacted]/now'],
  ['/x?q=%E0%A4%A', '/x?q=%E0%A4%A'],
  ['/x?pass%77ord=1', '/x?pass%77ord=[redacted]'],
  ['https://a.example/#access_token=abc', 'https://a.example/#…'],
  ['/s/abc#hunter2hunter2', '/s/abc#hunter2hunter2'],
  [`/s/abc#${TOKEN}`, '/s/abc#…'],
  ['/docs#getting-started', '/docs#getting-started'],
  ['/#/orders/7?token=a', '/#/orders/7?token=[redacted]'],
  ['data:text/plain,secret', 'data:…'],
  ['blob:https://a.example/1', 'blob:…'],
  ['', ''],
])('%s is shown as %s', (url, shown) => {
  expect(safeUrl(url)).toBe(shown)
})

test.each([
  '/users/7f9c0f3e-3c5d-4c9d-9a6e-2b1f3b7a9c11',
  '/commits/0af7651916cd43dd8448eb211c80319c0af76519',
  '/docs/507f1f77bcf86cd799439011',
  '/p/monitor-with-27-inches-and-more?color=dark-grey',
  '/assets/index-DkZ3x9Qa.js',
  '/x?since=2026-11-29T05:00:00.000Z&lat=52.520008&page=2',
  '/search?q=two+words+and+1+number',
])('%s holds no secret and stays', (url) => {
  expect(safeUrl(url)).toBe(url)
})

test('a long URL is cut', () => {
  expect(safeUrl(`/x?a=${'b '.repeat(5_000)}`)).toHaveLength(2_049)
  expect(safePath('https://a.example/x?y#z')).toBe('https://a.example/x')
})
