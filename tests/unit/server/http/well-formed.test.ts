import { expect, test } from 'vitest'
import { wellFormed } from '#lib/server/http/well-formed.ts'

function answerTo(
  method: string,
  url: string,
  host = 'localhost:8080',
): { status: number; allow?: string } | 'passed on' {
  let answer: ReturnType<typeof answerTo> = { status: 0 }
  const response = {
    writeHead(status: number, { allow }: { allow?: string }) {
      answer = { status, ...(allow !== undefined && { allow }) }
    },
    end() {},
  }
  const handler = wellFormed(() => {
    answer = 'passed on'
  })
  handler({ method, url, headers: { host } } as never, response as never)
  return answer
}

test.each(['/', '/s/abc?x=%F0%28', '/a%20b/%D1%8F', '//evil.example', '/%00'])('%s is a path', (url) => {
  expect(answerTo('GET', url)).toBe('passed on')
})

test.each(['*', 'http://evil.example/', 'evil.example:443', '', '/s/%F0%28%8C%28', '/%'])(
  '"%s" is not a path',
  (url) => {
    expect(answerTo('GET', url)).toEqual({ status: 400 })
  },
)

test.each(['TRACE', 'CONNECT', 'PROPFIND', ''])('no route has the method "%s"', (method) => {
  expect(answerTo(method, '/')).toEqual({ status: 405, allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' })
})

test.each(['a:b:c', 'x"y', '<script>', 'a b', '[::1', 'localhost:99999'])('"%s" is not a host', (host) => {
  expect(answerTo('GET', '/', host)).toEqual({ status: 400 })
})

test.each(['logs.example.com', '[::1]:8080', '192.0.2.1:80', 'my_server:8080'])('%s is a host', (host) => {
  expect(answerTo('GET', '/', host)).toBe('passed on')
})
