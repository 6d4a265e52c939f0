/**
 * Sends mail by SMTP, with nodemailer, which is loaded for the first mail. Every step has a time limit. A password never goes
 * to another machine without TLS, unless the address in the settings says `?tls=off`.
 */
import type SMTPTransport from 'nodemailer/lib/smtp-transport'
import type { MailTransport } from './mail-transport.ts'

export interface SmtpSettings {
  smtpUrl: string
  from: string
}

/** In milliseconds. `wholeMs` bounds one mail with everything that belongs to it. */
export interface SmtpTimes {
  connectMs: number
  silenceMs: number
  wholeMs: number
}

export const SMTP_TIMES: SmtpTimes = { connectMs: 10_000, silenceMs: 20_000, wholeMs: 60_000 }

/** `tls` adds to the options of Node's TLS, such as a certificate authority of your own. */
export function smtpTransport(
  { smtpUrl, from }: SmtpSettings,
  times: SmtpTimes = SMTP_TIMES,
  tls: SMTPTransport.Options['tls'] = {},
): MailTransport {
  const ended = new AbortController()
  const withConnection = async <T>(run: (mailer: Mailer) => Promise<T>): Promise<T> => {
    const mailer = await createMailer({ ...smtpOptions(smtpUrl, times), tls })
    try {
      return await inTime(run(mailer), times.wholeMs, ended.signal)
    } finally {
      mailer.close()
    }
  }
  return {
    send: async ({ to, subject, text, html }) => {
      const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
      await withConnection((mailer) =>
        mailer.sendMail({ from, to: { name: '', address: to }, subject, text, html, headers }),
      )
    },
    check: async () => {
      await withConnection((mailer) => mailer.verify())
    },
    close: () => ended.abort(),
  }
}

type Mailer = Awaited<ReturnType<typeof createMailer>>

async function createMailer(options: SMTPTransport.Options) {
  const { createTransport } = (await import('nodemailer')).default
  return createTransport(options)
}

/** What the address in the settings means. Default ports: 465 for smtps, 587 for smtp. */
export function smtpOptions(smtpUrl: string, { connectMs, silenceMs }: SmtpTimes): SMTPTransport.Options {
  const { protocol, hostname, port, username, password, searchParams } = new URL(smtpUrl)
  const isTlsFromStart = protocol === 'smtps:'
  const tlsWish = searchParams.get('tls')
  const hasPassword = username !== ''
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isTlsFromStart ? 465 : 587) : Number(port),
    secure: isTlsFromStart,
    requireTLS:
      !isTlsFromStart && (tlsWish === 'required' || (tlsWish === null && hasPassword && !isLoopback(hostname))),
    ignoreTLS: !isTlsFromStart && tlsWish === 'off',
    ...(hasPassword ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    dnsTimeout: connectMs,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

/** Also ends an attempt that keeps getting answers, one byte at a time, and one that waits when the server stops. */
async function inTime<T>(work: Promise<T>, ms: number, ended: AbortSignal): Promise<T> {
  let giveUp = (_reason: string) => {}
  const stopped = new Promise<never>((_, reject) => {
    giveUp = (reason) => reject(Object.assign(new Error(reason), { code: 'ETIMEDOUT' }))
  })
  const timer = setTimeout(() => giveUp(`no end after ${ms} ms`), ms)
  const end = () => giveUp('this server is stopping')
  ended.addEventListener('abort', end)
  if (ended.aborted) end()
  try {
    return await Promise.race([work, stopped])
  } finally {
    clearTimeout(timer)
    ended.removeEventListener('abort', end)
  }
}
