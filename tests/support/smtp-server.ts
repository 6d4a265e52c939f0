/** A mail server on loopback that keeps what it is sent, and can refuse, stay silent or demand TLS. */
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface ReceivedMail {
  to: string[]
  from: string
  /** The head, its lines unfolded. */
  head: string
  subject: string
  text: string
  html: string
  isOverTls: boolean
}

export interface TestSmtpServer {
  port: number
  mails: ReceivedMail[]
  /** Resolves with the first mail to this recipient, or the next one after `count` of them. */
  mailTo(recipient: string, count?: number): Promise<ReceivedMail>
  stop(): Promise<void>
}

/** `port` 0 chooses a free one. */
export async function startSmtpServer(options: SMTPServerOptions = {}, port = 0): Promise<TestSmtpServer> {
  const mails: ReceivedMail[] = []
  const waiting = new Set<() => void>()
  const sockets = new Set<Socket>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    ...options,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          to: rcptTo.map(({ address }) => address),
          from: mailFrom ? mailFrom.address : '',
          isOverTls: session.secure,
          ...readMail(Buffer.concat(chunks).toString('latin1')),
        })
        done()
        for (const look of waiting) look()
      })
    },
  })
  server.on('error', () => undefined) // a client that goes away in the middle
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    mailTo: (recipient, count = 0) =>
      new Promise((resolve) => {
        const look = () => {
          const mail = mails.filter(({ to }) => to.includes(recipient))[count]
          if (!mail) return
          waiting.delete(look)
          resolve(mail)
        }
        waiting.add(look)
        look()
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** The one link with a fragment in a mail, as a path with its fragment. */
export function linkIn(mail: ReceivedMail): string {
  const link = /https?:\/\/[^/\s]+(\/\S*#\S+)/.exec(mail.text)?.[1]
  if (!link) throw new Error(`no link in: ${mail.text}`)
  return link
}

function readMail(raw: string): Pick<ReceivedMail, 'head' | 'subject' | 'text' | 'html'> {
  const [head, body] = splitHead(raw)
  const boundary = /boundary="?([^";\r\n]+)/.exec(head)?.[1] ?? ''
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => splitHead(part.replace(/^\r\n/, '')))
  const textOf = (type: string) => {
    const part = parts.find(([partHead]) => partHead.toLowerCase().includes(`content-type: ${type}`))
    return part ? decoded(part[1], /content-transfer-encoding: (\S+)/i.exec(part[0])?.[1] ?? '') : ''
  }
  const subject = /^subject: (.*)$/im.exec(head)?.[1] ?? ''
  return { head, subject: wordsDecoded(subject), text: textOf('text/plain'), html: textOf('text/html') }
}

function splitHead(raw: string): [head: string, body: string] {
  const at = raw.indexOf('\r\n\r\n')
  return [raw.slice(0, at).replace(/\r\n[ \t]+/g, ' '), raw.slice(at + 4)]
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString('utf8')
  return unescaped(body.replace(/=\r\n/g, ''))
}

function unescaped(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** Encoded words of RFC 2047. */
function wordsDecoded(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString('utf8') : unescaped(word.replaceAll('_', ' ')),
    )
}
