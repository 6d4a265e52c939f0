/** How the syslog listeners start, and how they take a renewed certificate. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SyslogServer } from '#lib/server/transports/syslog/syslog-server.ts'
import { watchTlsFiles } from '#lib/server/transports/syslog/tls-files.ts'
import { makeCertificate } from '#tests/support/syslog-scene.ts'

let dir: string
let files: { certFile: string; keyFile: string }
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-syslog-'))
  files = { certFile: path.join(dir, 'cert.pem'), keyFile: path.join(dir, 'key.pem') }
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(dir, { recursive: true, force: true })
})

const server = (options: Partial<ConstructorParameters<typeof SyslogServer>[0]>) =>
  new SyslogServer({ port: null, tls: null, hostKeyOf: () => null, hostKeyGrant: async () => null, ...options })

test('without a port it does not listen', async () => {
  expect(await server({}).listen('127.0.0.1')).toEqual({ tcp: null, tls: null })
})

test('a port that is taken, and a certificate that cannot be read, stop the start with the setting’s name', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  await expect(server({ port }).listen('127.0.0.1')).rejects.toMatchObject({
    code: 'port-taken',
    message: expect.stringContaining('SYSLOG_PORT'),
  })
  other.close()
  const refused = { code: 'config-invalid', message: expect.stringContaining('SYSLOG_TLS_CERT') }
  await expect(server({ tls: { ...files, port: 0 } }).listen('127.0.0.1')).rejects.toMatchObject(refused)
  writeFileSync(files.certFile, 'not a certificate')
  writeFileSync(files.keyFile, 'not a key')
  await expect(server({ tls: { ...files, port: 0 } }).listen('127.0.0.1')).rejects.toMatchObject(refused)
})

test('a renewed certificate is used; one that cannot be used is reported, and the one before stays', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  makeCertificate(files.certFile, files.keyFile)
  const [use, log] = [vi.fn(), vi.fn()]
  const stop = watchTlsFiles(files, use, log)
  vi.advanceTimersByTime(120_000)
  expect(use).toHaveBeenCalledTimes(1)
  makeCertificate(files.certFile, files.keyFile)
  utimesSync(files.certFile, 1, 1)
  vi.advanceTimersByTime(60_000)
  expect(use).toHaveBeenCalledTimes(2)
  writeFileSync(files.certFile, 'half of')
  vi.advanceTimersByTime(60_000)
  expect(use).toHaveBeenCalledTimes(2)
  expect(log).toHaveBeenCalledWith(expect.stringContaining('the one before stays'))
  stop()
})
