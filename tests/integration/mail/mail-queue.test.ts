/** The mail queue with a real mail server on loopback: down, silent, refusing, without TLS, and up again. */
import { createServer, type Server } from 'node:net'
import { beforeEach, describe, expect, test } from 'vitest'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import { db } from '#lib/server/db/client.ts'
import { takeDueMail } from '#lib/server/db/outgoing-mail.ts'
import { isMailDelayed, mailQueueState, queueCheck, queueLinkMail, queueMail } from '#lib/server/mail/mail-queue.ts'
import { MailSender, startMailSender } from '#lib/server/mail/mail-sender.ts'
import { SMTP_TIMES, smtpTransport } from '#lib/server/mail/smtp-transport.ts'
import { describeOnBoth, withDatabase } from '#tests/support/database.ts'
import { freePort } from '#tests/support/free-port.ts'
import { startSmtpServer } from '#tests/support/smtp-server.ts'
import { withLimits } from '#tests/support/with-limits.ts'

const NOW_MS = 1_800_000_000_000
const FROM = 'Agent Logger <logs@example.com>'
const SETTINGS = { SMTP_URL: 'smtp://127.0.0.1:2525', MAIL_FROM: FROM, PUBLIC_URL: 'https://logs.example.com' }

let made = 0
const nextRecipient = () => `person${++made}@example.com`

async function queueReset(to = nextRecipient(), nowMs = NOW_MS): Promise<string> {
  const values = { url: 'https://logs.example.com/reset#secret', minutes: 30 }
  const made = async () => ({ values, expiresAtMs: nowMs + 30 * 60_000 })
  await queueLinkMail({ to, name: 'reset-password', locale: 'en' }, made, nowMs)
  return to
}

function senderTo(smtpUrl: string, times = SMTP_TIMES) {
  const hits: LimitName[] = []
  const lines: string[] = []
  const transport = smtpTransport({ smtpUrl, from: FROM }, times)
  const sender = new MailSender({
    transport,
    hits: { hit: (limit) => void hits.push(limit) },
    log: (line) => void lines.push(line),
  })
  return { send: (nowMs: number) => sender.sendDue(() => nowMs), hits, lines, transport }
}

withDatabase('sqlite', SETTINGS)
beforeEach(async () => void (await db().outgoingMail.deleteMany()))

describe('a mail', () => {
  test('is sealed while it waits, and arrives as text and HTML', async () => {
    const smtp = await startSmtpServer()
    const to = await queueReset()
    const [row] = await db().outgoingMail.findMany()
    expect(JSON.stringify(row)).not.toContain('reset#')
    await senderTo(`smtp://127.0.0.1:${smtp.port}`).send(NOW_MS)
    const [mail] = smtp.mails
    expect(mail).toMatchObject({ to: [to], from: 'logs@example.com', subject: 'Set a new password for Agent Logger' })
    for (const part of [mail?.text, mail?.html]) expect(part).toContain('https://logs.example.com/reset#secret')
    expect(mail?.head).toMatch(/^auto-submitted: auto-generated$/im)
    expect(await db().outgoingMail.count()).toBe(0)
    await smtp.stop()
  })

  test('waits while the mail server is down, with everything behind it, and all go out when it is up again', async () => {
    const port = await freePort()
    const { send, lines } = senderTo(`smtp://127.0.0.1:${port}`)
    const people = [await queueReset(), await queueReset(), await queueReset()]
    expect(await isMailDelayed()).toBe(false)
    expect(await send(NOW_MS)).toEqual({ waitMs: 10_000, isPause: true })
    // One attempt, not one for each mail.
    expect(await db().outgoingMail.count({ where: { attempts: { gt: 0 } } })).toBe(1)
    expect(await mailQueueState()).toMatchObject({
      queued: 3,
      isDelayed: true,
      lastError: expect.stringMatching(/^ESOCKET .*ECONNREFUSED/),
    })
    await send(NOW_MS + 10_000)
    await send(NOW_MS + 20_000)
    const smtp = await startSmtpServer({}, port)
    await send(NOW_MS + 600_000)
    expect(smtp.mails.flatMap(({ to }) => to).sort()).toEqual(people.sort())
    expect(await mailQueueState()).toEqual({ queued: 0, oldestAtMs: null, lastError: null, isDelayed: false })
    expect(lines.map((line) => line.replace(/\(.*\)/, '(…)'))).toEqual([
      'mail: cannot send (…); trying again',
      'mail: sending again',
    ])
    await smtp.stop()
  })

  test('[limit mailExpiryMs] is dropped and counted when its link has expired', async () => {
    const { send, hits } = senderTo(`smtp://127.0.0.1:${await freePort()}`)
    await queueReset()
    await send(NOW_MS)
    await send(NOW_MS + 30 * 60_000)
    expect(await db().outgoingMail.count()).toBe(0)
    expect(hits).toEqual(['mailExpiryMs'])
  })

  test('that the mail server refuses for good is dropped, and holds up no other', async () => {
    const refused = nextRecipient()
    const smtp = await startSmtpServer({
      onRcptTo: ({ address }, _session, done) =>
        done(address === refused ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
    })
    await queueReset(refused)
    const other = await queueReset()
    const { send } = senderTo(`smtp://127.0.0.1:${smtp.port}`)
    await send(NOW_MS)
    expect(smtp.mails.map(({ to }) => to)).toEqual([[other]])
    expect(await db().outgoingMail.count()).toBe(0)
    await smtp.stop()
  })

  test('that the mail server does not accept now waits alone, and says nothing about the mail server', async () => {
    const full = nextRecipient()
    const smtp = await startSmtpServer({
      onRcptTo: ({ address }, _session, done) =>
        done(address === full ? Object.assign(new Error('mailbox full'), { responseCode: 452 }) : null),
    })
    await queueReset(full)
    await queueReset()
    const { send } = senderTo(`smtp://127.0.0.1:${smtp.port}`)
    expect(await send(NOW_MS)).toMatchObject({ isPause: false })
    expect(smtp.mails).toHaveLength(1)
    expect(await mailQueueState()).toMatchObject({
      queued: 1,
      isDelayed: false,
      lastError: expect.stringMatching(/^EENVELOPE .*mailbox full/),
    })
    await smtp.stop()
  })

  test('to an unknown address is a check of the mail server, which nobody receives', async () => {
    const smtp = await startSmtpServer()
    const { send } = senderTo(`smtp://127.0.0.1:${smtp.port}`)
    await queueCheck(nextRecipient(), NOW_MS + 60_000, NOW_MS)
    expect(await db().outgoingMail.count()).toBe(1)
    await send(NOW_MS)
    expect(await db().outgoingMail.count()).toBe(0)
    expect(smtp.mails).toEqual([])
    await smtp.stop()
    const down = senderTo(`smtp://127.0.0.1:${await freePort()}`)
    await queueCheck(nextRecipient(), NOW_MS + 60_000, NOW_MS)
    await down.send(NOW_MS)
    expect(await isMailDelayed()).toBe(true)
  })
})

describe('a mail server that does not answer', () => {
  async function silentServer(greeting: string): Promise<{ port: number; server: Server }> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      if (greeting) socket.write(greeting)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return { port: (server.address() as { port: number }).port, server }
  }

  test.each([
    ['does not greet', '', { connectMs: 50, silenceMs: 60_000, wholeMs: 60_000 }],
    ['falls silent after its greeting', '220 hello\r\n', { connectMs: 60_000, silenceMs: 50, wholeMs: 60_000 }],
    ['is slower than a mail may take', '220 hello\r\n', { connectMs: 60_000, silenceMs: 60_000, wholeMs: 50 }],
  ])('and %s is given up', async (_name, greeting, times) => {
    const { port, server } = await silentServer(greeting)
    await queueReset()
    const { send } = senderTo(`smtp://127.0.0.1:${port}`, times)
    expect(await send(NOW_MS)).toMatchObject({ isPause: true })
    expect(await mailQueueState()).toMatchObject({ queued: 1, isDelayed: true })
    server.close()
  })

  test('does not hold up the end of the process', async () => {
    const { port, server } = await silentServer('')
    const to = await queueReset(nextRecipient(), Date.now())
    const connected = new Promise((resolve) => server.once('connection', resolve))
    const { transport } = senderTo(`smtp://127.0.0.1:${port}`)
    const live = startMailSender({ transport, hits: { hit: () => undefined }, log: () => undefined })
    await connected
    await live.close()
    expect(await db().outgoingMail.count({ where: { to } })).toBe(1)
    server.close()
  })
})

describe('TLS', () => {
  test('that the settings require is not given up for a mail server without it', async () => {
    const smtp = await startSmtpServer()
    await queueReset()
    const { send } = senderTo(`smtp://127.0.0.1:${smtp.port}?tls=required`)
    expect(await send(NOW_MS)).toMatchObject({ isPause: true })
    expect(smtp.mails).toEqual([])
    await smtp.stop()
  })

  test.each(['smtp', 'smtps'] as const)('with %s is used, and a certificate of nobody is refused', async (scheme) => {
    const smtp = await startSmtpServer({ disabledCommands: [], secure: scheme === 'smtps' })
    const url = `${scheme}://127.0.0.1:${smtp.port}${scheme === 'smtp' ? '?tls=required' : ''}`
    await queueReset()
    expect(await senderTo(url).send(NOW_MS)).toMatchObject({ isPause: true })
    expect(smtp.mails).toEqual([])
    const trusting = smtpTransport({ smtpUrl: url, from: FROM }, SMTP_TIMES, { rejectUnauthorized: false })
    const ports = { transport: trusting, hits: { hit: () => undefined }, log: () => undefined }
    await new MailSender(ports).sendDue(() => NOW_MS + 60_000)
    expect(smtp.mails).toMatchObject([{ isOverTls: true }])
    await smtp.stop()
  })
})

describe('bounds', () => {
  test('[limit mailsPerRecipientMax] nobody can fill a mailbox, and a notice of a change still gets through', async () => {
    const to = nextRecipient()
    for (let i = 0; i < LIMITS.mailsPerRecipientMax + 3; i++) await queueReset(to)
    expect(await db().outgoingMail.count({ where: { to } })).toBe(LIMITS.mailsPerRecipientMax)
    const facts = { when: 'now', address: '' }
    expect(await queueMail({ to, name: 'password-changed', locale: 'ru' }, facts, NOW_MS)).toBe(true)
  })

  test('[limit mailQueueMax] strangers fill half of the queue at most', async () => {
    withLimits({ mailQueueMax: 4 })
    for (let i = 0; i < 5; i++) await queueReset()
    expect(await db().outgoingMail.count()).toBe(2)
    const values = { when: 'now', address: '' }
    for (let i = 0; i < 5; i++)
      await queueMail({ to: nextRecipient(), name: 'password-changed', locale: 'en' }, values, NOW_MS)
    expect(await db().outgoingMail.count()).toBe(4)
  })
})

describeOnBoth('the queue of several nodes', () => {
  test('gives each mail to one of them', async () => {
    const data = { to: 'a', template: 't', sealed: 's', expiresAt: new Date(NOW_MS + 60_000) }
    await db().outgoingMail.createMany({
      data: Array.from({ length: 12 }, (_, i) => ({ ...data, id: `mail-${i}`, nextAttemptAt: new Date(NOW_MS) })),
    })
    const takeAll = async () => {
      const taken: string[] = []
      for (;;) {
        const mail = await takeDueMail(NOW_MS, NOW_MS + 1_000)
        if (!mail) return taken
        taken.push(mail.id)
      }
    }
    const taken = (await Promise.all([takeAll(), takeAll(), takeAll()])).flat()
    expect(taken).toHaveLength(12)
    expect(new Set(taken).size).toBe(12)
  })
})
