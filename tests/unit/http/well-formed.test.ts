import { expect, test } from 'vitest'
import { wellFormed } from '#lib/http/well-formed.ts'

function answerTo(method: string, url: string): { status: number; allow?: string } | 'passed on' {
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
  handler({ method, url } as never, response as never)
  return answer
}

test.each(['/', '/s/abc?x=%F0%28', '/a%20b/%D1%8F', '//evil.example', '/%00'])('%s is a path', (url) => {
  expect(answerTo('GET', url)).toBe('passed on')
})

test.each(['*', 'http://evil.example/', 'evil.example:443', '', '/s/%F0%28%8C%28', '/%'])('"%s" is none', (url) => {
  expect(answerTo('GET', url)).toEqual({ status: 400 })
})

test.each(['TRACE', 'CONNECT', 'PROPFIND', ''])('nothing has the method "%s"', (method) => {
  expect(answerTo(method, '/')).toEqual({ status: 405, allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' })
})
