/** Asks a request handler without a network: the answer is collected instead of sent. */
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket as NetSocket, type Socket } from 'node:net'
import { Writable } from 'node:stream'
import type { HttpHandler } from '#lib/server/http/page-handler.ts'

export interface CapturedAnswer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: Buffer
}

/** Longer than any page takes on a busy machine. */
const ANSWER_MS = 20_000

/** Rejects when the handler fails, does not answer in time, or closes the answer before its end. */
export function captureAnswer(
  handler: HttpHandler,
  url: string,
  headers: Record<string, string>,
): Promise<CapturedAnswer> {
  return new Promise((resolve, reject) => {
    const request = new IncomingMessage(new NetSocket())
    Object.assign(request, {
      method: 'GET',
      url,
      headers,
      httpVersion: '1.0',
      httpVersionMajor: 1,
      httpVersionMinor: 0,
    })
    request.push(null)
    const response = new ServerResponse(request)
    const chunks: Buffer[] = []
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk)
        done()
      },
    })
    // Node's server passes this on, and Next waits for it.
    sink.on('drain', () => response.emit('drain'))
    // A Writable has all that a response asks of its socket. Asked by HTTP/1.0, it sends the body as it is.
    response.assignSocket(sink as unknown as Socket)
    const timer = setTimeout(() => {
      reject(new Error('no answer in time'))
      response.destroy()
    }, ANSWER_MS)
    response.once('finish', () => {
      clearTimeout(timer)
      const raw = Buffer.concat(chunks)
      const end = raw.indexOf('\r\n\r\n')
      resolve({
        status: response.statusCode,
        headers: headersIn(raw.toString('latin1', 0, end)),
        body: raw.subarray(end + 4),
      })
    })
    response.once('close', () => {
      clearTimeout(timer)
      reject(new Error('the answer was closed before its end'))
    })
    Promise.resolve(handler(request, response)).catch(reject)
  })
}

/** As they were written: those given to writeHead() are nowhere else. */
function headersIn(head: string): Record<string, string> {
  const [, ...lines] = head.split('\r\n')
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
}
