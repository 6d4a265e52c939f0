/** A body that stops coming gets its answer, and its connection ends; what is complete is left alone. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { boundBody } from '#lib/server/http/request-times.ts'

let server: Server | undefined
afterEach(() => server?.close())

/** Sends the text over a socket of its own and returns all that comes back, until the server closes the connection. */
async function answerTo(request: string, bodyMs: number): Promise<string> {
  const listening = createServer((request, response) => {
    boundBody(request, response, bodyMs)
    request.resume().once('end', () => response.setHeader('connection', 'close').end('complete'))
  }).listen(0, '127.0.0.1')
  server = listening
  await once(listening, 'listening')
  const socket = connect((listening.address() as { port: number }).port, '127.0.0.1')
  let said = ''
  socket.on('data', (data) => {
    said += data
  })
  socket.write(request)
  await once(socket, 'close')
  return said
}

test.each([
  ['a length', 'content-length: 10\r\n\r\nhalf'],
  ['chunks', 'transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
])('half a body with %s is answered with 408 and its reason', async (_name, rest) => {
  const said = await answerTo(`POST /x HTTP/1.1\r\nhost: x\r\n${rest}`, 20)
  expect(said).toMatch(/^HTTP\/1\.1 408 /)
  expect(said).toContain('"code":"too-slow"')
  expect(said).toContain('did not come in time')
})

test.each([
  ['a whole body', 'POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nfull'],
  ['no body', 'GET /x HTTP/1.1\r\nhost: x\r\n\r\n'],
])('%s is not hurried', async (_name, request) => {
  expect(await answerTo(request, 30_000)).toContain('complete')
})
