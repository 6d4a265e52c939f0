/**
 * Listens for syslog over TCP and TLS, off unless the operator names a port. Bounds the connections, and hands each to
 * syslog-connection.ts; the sessions are those of all sources.
 */
import { createServer, type Server, type Socket } from 'node:net'
import tls from 'node:tls'
import { AppError } from '#lib/protocol/app-error.ts'
import type { DeviceGrant } from '#lib/protocol/grants.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'
import type { SourceDoor, SourceTransport } from '#lib/server/transports/ingest/source-transport.ts'
import type { RelayParts } from '#lib/server/transports/transport.ts'
import { SyslogConnection } from './syslog-connection.ts'
import { type TlsFiles, watchTlsFiles } from './tls-files.ts'

export interface SyslogOptions {
  /** Port 0 is any free one; null: no listener. */
  port: number | null
  tls: (TlsFiles & { port: number }) | null
  /** The key in a host name, as hosts of Flutter apps have it. */
  hostKeyOf(host: string): string | null
  hostKeyGrant(key: string, nowMs: number, source: SourceKind): Promise<DeviceGrant | null>
}

/** A way to the sessions of sources. Opened with the relay, it takes connections once {@link listen} was called. */
export class SyslogServer implements SourceDoor {
  readonly #options: SyslogOptions
  readonly #listeners: { name: string; server: Server; port: number }[] = []
  readonly #connections = new Set<SyslogConnection>()
  readonly #sockets = new Set<Socket>()
  readonly #byAddress = new Map<string, number>()
  #sources: SourceTransport | null = null
  #relay: RelayParts | null = null
  #stopWatching = () => {}

  constructor(options: SyslogOptions) {
    this.#options = options
  }

  readonly open = (sources: SourceTransport, relay: RelayParts): SourceDoor => {
    this.#sources = sources
    this.#relay = relay
    return this
  }

  /** Returns the ports that it listens at. Throws `port-taken` and `config-invalid`. */
  async listen(host: string): Promise<{ tcp: number | null; tls: number | null }> {
    const { port, tls: secure } = this.#options
    return {
      tcp: port === null ? null : await this.#listen(this.#plain(), port, host, 'SYSLOG_PORT'),
      tls: secure === null ? null : await this.#listen(this.#secure(secure), secure.port, host, 'SYSLOG_TLS_PORT'),
    }
  }

  *connectedDevices() {
    for (const connection of this.#connections) if (connection.hasRight) yield connection
  }

  goAway(): void {
    for (const { server } of this.#listeners) server.close()
    for (const connection of this.#connections) connection.end(new AppError('going-away'))
  }

  async close(): Promise<void> {
    this.#stopWatching()
    this.goAway()
    for (const socket of this.#sockets) socket.destroy()
  }

  #plain(): Server {
    const server = createServer((socket) => this.#serve(socket, false))
    server.on('connection', (socket) => this.#admit(socket))
    return server
  }

  #secure(files: TlsFiles): Server {
    const server = tls.createServer({ handshakeTimeout: LIMITS.handshakeMs })
    // Before the handshake, which costs more than the rest.
    server.on('connection', (socket: Socket) => this.#admit(socket))
    server.on('secureConnection', (socket) => this.#serve(socket, socket.servername || false))
    server.on('tlsClientError', (_error, socket) => socket.destroy())
    this.#stopWatching = watchTlsFiles(
      files,
      (pair) => server.setSecureContext(pair),
      (line) => this.#relay?.ports.log(line),
    )
    return server
  }

  async #listen(server: Server, port: number, host: string, name: string): Promise<number> {
    server.maxConnections = LIMITS.syslogConnectionsMax
    server.on('drop', () => this.#hit('syslogConnectionsMax', `${name}: ${LIMITS.syslogConnectionsMax} are open`))
    await new Promise<void>((resolve, reject) => {
      // Later errors are of one connection that could not be taken.
      server.on('error', (error) => reject(listenError(error, name, port)))
      server.listen(port, host, resolve)
    })
    this.#listeners.push({ name, server, port })
    return (server.address() as { port: number }).port
  }

  /** Counts a connection of an address, and closes it at once when the address has too many. */
  #admit(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const count = (this.#byAddress.get(address) ?? 0) + 1
    this.#byAddress.set(address, count)
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      const left = (this.#byAddress.get(address) ?? 1) - 1
      if (left > 0) this.#byAddress.set(address, left)
      else this.#byAddress.delete(address)
    })
    if (count <= LIMITS.syslogAddressConnectionsMax) return
    this.#hit('syslogAddressConnectionsMax', 'syslog connections of one address')
    socket.destroy()
  }

  #serve(socket: Socket, servername: string | false): void {
    if (!this.#sources || !this.#relay || socket.destroyed) return void socket.destroy()
    const connection = new SyslogConnection({
      ...{ socket, sources: this.#sources, relay: this.#relay },
      hostRight: async () => (servername === false ? null : this.#rightOf(servername)),
    })
    this.#connections.add(connection)
    void connection.run().then(() => this.#connections.delete(connection))
  }

  /** A name without a key grants nothing: its messages bring a token. */
  async #rightOf(servername: string): Promise<DeviceGrant | null> {
    const key = this.#options.hostKeyOf(servername)
    if (key === null) return null
    const grant = await this.#options.hostKeyGrant(key, Date.now(), 'syslog')
    if (!grant) throw new AppError('token-unknown')
    return grant
  }

  #hit(limit: LimitName, detail: string): void {
    this.#relay?.ports.hits.hit(limit, detail)
  }
}

function listenError(error: NodeJS.ErrnoException, name: string, port: number): AppError {
  if (error.code === 'EADDRINUSE')
    return new AppError(
      'port-taken',
      `${name}: port ${port} is in use. Choose another one, or stop the program that uses it.`,
    )
  return new AppError('config-invalid', `${name}: cannot listen at port ${port} (${error.code}).`, { cause: error })
}
