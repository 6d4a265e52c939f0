import { expect, test } from 'vitest'
import { plainWs } from '#lib/server/http/plain-ws.ts'

function answerTo(
  url: string,
  method = 'GET',
  host = 'logs.example.com',
  isPublicUrlSet = true,
): { status: number; location?: string } {
  let answer: { status: number; location?: string } = { status: 0 }
  const response = {
    writeHead(status: number, headers: { location?: string }) {
      answer = { status, ...(headers.location !== undefined && { location: headers.location }) }
      return response
    },
    end() {},
  }
  const handler = plainWs(
    () => {
      answer = { status: 200 }
    },
    () => ({ publicUrl: 'https://logs.example.com', isPublicUrlSet }),
  )
  handler({ url, method, headers: { host } } as never, response as never)
  return answer
}

const SESSION = 'session_0123456789abcdefghijkl'

test("[FP14] the address in an app's QR code, opened over HTTP, leads to the page of the session", () => {
  const location = `https://logs.example.com/dashboard/sessions/${SESSION}`
  expect(answerTo(`/ws?type=web&session=${SESSION}`)).toEqual({ status: 302, location })
  expect(answerTo(`/ws?session=${SESSION}&type=web`, 'HEAD')).toEqual({ status: 302, location })
})

test("[FP14] the redirect uses the server's own address: that of the request only if it is the server's", () => {
  const path = `/dashboard/sessions/${SESSION}`
  const locationFor = (host: string, isPublicUrlSet: boolean) =>
    answerTo(`/ws?type=web&session=${SESSION}`, 'GET', host, isPublicUrlSet).location
  expect(locationFor('192.168.1.2:8080', false)).toBe(`http://192.168.1.2:8080${path}`)
  for (const host of ['abcdefghijklmnopqrstuvwxyz.in.example.com', 'evil.example'])
    expect(locationFor(host, false)).toBe(`https://logs.example.com${path}`)
  expect(locationFor('192.168.1.2:8080', true)).toBe(`https://logs.example.com${path}`)
})

test("a link's code leads to the page of the link, without the part that opens it", () => {
  expect(answerTo('/ws?type=web&session=AbCdEf0123.key')).toEqual({
    status: 302,
    location: 'https://logs.example.com/s/AbCdEf0123',
  })
})

test.each([
  '/ws',
  '/ws?type=mobile',
  `/ws?type=mobile&session=${SESSION}`,
  '/ws?type=web',
  '/ws?type=web&session=a%0d%0ax',
  '/ws?type=web&session=https://evil.example',
])('%s is answered with 400', (url) => expect(answerTo(url).status).toBe(400))

test('a POST is not redirected, and other paths go to the pages', () => {
  expect(answerTo(`/ws?type=web&session=${SESSION}`, 'POST').status).toBe(400)
  expect(answerTo('/wsx').status).toBe(200)
  expect(answerTo('/').status).toBe(200)
})
