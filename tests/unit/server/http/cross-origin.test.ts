/** Pages on other origins read exactly what the operator allows, and change nothing. */
import { expect, test } from 'vitest'
import { crossOriginHeaders, preflightHeaders } from '#lib/server/http/cross-origin.ts'

const listed = ['https://tools.example.com', 'http://localhost:3000']

test.each(listed)('[AC7] %s is listed: its pages read, with credentials', (origin) => {
  expect(crossOriginHeaders(origin, listed)).toEqual({
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
  })
  expect(preflightHeaders(origin, listed)).toEqual({
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, HEAD',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '600',
  })
})

test.each([
  null,
  'null',
  '',
  '*',
  'https://tools.example.com.evil.test',
  'https://eviltools.example.com',
  'https://TOOLS.example.com',
  'http://tools.example.com',
  'https://tools.example.com:444',
  'https://tools.example.com/',
  'http://localhost:3001',
])('[AC7] %j is not, and gets only a Vary header', (origin) => {
  expect(crossOriginHeaders(origin, listed)).toEqual({ vary: 'Origin' })
  expect(Object.keys(preflightHeaders(origin, listed))).toEqual(['vary'])
})

test('without a list, no page may read', () => {
  expect(crossOriginHeaders('https://tools.example.com', [])).toEqual({ vary: 'Origin' })
})
