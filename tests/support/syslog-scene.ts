/** A relay with syslog listeners on free ports, a watcher of its devices, and certificates for the TLS one. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import tls from 'node:tls'
import { AppError } from '#lib/protocol/app-error.ts'
import type { LimitName } from '#lib/protocol/limits.ts'
import { SyslogServer } from '#lib/server/transports/syslog/syslog-server.ts'
import { TEAM } from './sessions.ts'
import { type SourceWatcher, watchSource } from './source-watcher.ts'
import { startRelay, type TestRelay } from './start-relay.ts'

export const TOKEN = 'agl_d_shop'
export const HOST_KEY = 'abcdefghijklmnopqrstuvwxyz'

/** Our element of structured data. */
export const own = (token = TOKEN, more = '') => `[agl@32473 token="${token}"${more}]`

export interface SyslogScene {
  relay: TestRelay
  watcher: SourceWatcher
  port: number
  tlsPort: number
  /** The TLS listener's certificate, for clients to trust. */
  certFile: string
  hits(limit: LimitName): number
  /** A client over TCP. */
  client(): Promise<Socket>
  /** A client over TLS that asks for this name. */
  secureClient(servername: string): Promise<tls.TLSSocket>
  close(): Promise<void>
}

export async function startSyslog(): Promise<SyslogScene> {
  const dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-syslog-'))
  const [certFile, keyFile] = [path.join(dir, 'cert.pem'), path.join(dir, 'key.pem')]
  makeCertificate(certFile, keyFile)
  const syslog = new SyslogServer({
    port: 0,
    tls: { port: 0, certFile, keyFile },
    hostKeyOf: (host) => (host.endsWith('.logs.test') ? (host.split('.')[0] ?? null) : null),
    hostKeyGrant: async (key, _nowMs, source) => {
      if (source !== 'syslog') throw new AppError('source-not-allowed')
      return key === HOST_KEY ? { tokenId: 'host-key', teamId: TEAM, expiresAtMs: null } : null
    },
  })
  const relay = await startRelay({ doors: [syslog.open] })
  const ports = await syslog.listen('127.0.0.1')
  const watcher = await watchSource(relay)
  const sockets: Socket[] = []
  const opened = async <S extends Socket>(socket: S, event: string): Promise<S> => {
    sockets.push(socket)
    socket.on('error', () => {})
    await once(socket, event)
    return socket
  }
  return {
    ...{ relay, watcher, certFile },
    port: ports.tcp ?? 0,
    tlsPort: ports.tls ?? 0,
    hits: (limit) => relay.hits.counts.get(limit) ?? 0,
    client: () => opened(connect(ports.tcp ?? 0, '127.0.0.1'), 'connect'),
    secureClient: (servername) =>
      opened(
        tls.connect({ port: ports.tls ?? 0, host: '127.0.0.1', servername, rejectUnauthorized: false }),
        'secureConnect',
      ),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await relay.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** For any name below logs.test, and for the loopback address. */
export function makeCertificate(certFile: string, keyFile: string): void {
  const names = 'subjectAltName=DNS:*.logs.test,DNS:logs.test,IP:127.0.0.1'
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'].concat([
      '-subj',
      '/CN=logs.test',
      '-addext',
      names,
      '-out',
      certFile,
      '-keyout',
      keyFile,
    ]),
    { stdio: 'ignore' },
  )
}
