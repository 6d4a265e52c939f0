/**
 * A viewer's connection that takes direct paths where devices offer them [DR3][DR4]: batches, answers and needs of a session go
 * over its data channel while there is one, everything else and every other session by the relay. To a feed it is a
 * connection like any other: which way a batch came makes no difference, because numbers tell what is new.
 */
import { BatchReader, readDeviceText, type ViewerSays } from '#lib/direct/channel-frames.ts'
import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import { PeerLink } from '#lib/direct/peer-link.ts'
import { Upgrade } from '#lib/direct/upgrade.ts'
import type { JoinAnswer, JoinTarget, Path, SeqRange, SessionState } from '#lib/protocol/messages.ts'
import type { FeedConnection } from './session-feed.ts'
import type { ConnectionStatus, ViewerConnection, ViewerListener, ViewerWelcome } from './viewer-connection.ts'

/** What it needs of {@link ViewerConnection}. */
export type RelayConnection = FeedConnection & Pick<ViewerConnection, 'askDirect' | 'signal' | 'path' | 'close'>

export interface DirectConnectionParts {
  relay: RelayConnection
  /** Null where there is no WebRTC. */
  peerConnection: PeerConnectionClass | null
  /** Milliseconds that never go back. */
  now?: () => number
  /** Calls once, after so many milliseconds. Returns how to take it back. */
  after?: (delayMs: number, work: () => void) => () => void
  /** 0 ≤ x < 1; spreads tries. */
  random?: () => number
}

interface SessionPath {
  id: string
  upgrade: Upgrade
  /** The device offers direct paths, as far as the relay knows. */
  isOffered: boolean
  link: PeerLink | null
  /** Of the last try; tells late answers apart. */
  tryNumber: number
  stopTimer: () => void
}

export class DirectConnection implements FeedConnection {
  readonly #relay: RelayConnection
  readonly #peerConnection: PeerConnectionClass | null
  readonly #now: () => number
  readonly #after: (delayMs: number, work: () => void) => () => void
  readonly #random: () => number
  readonly #paths = new Map<string, SessionPath>()
  readonly #listeners = new Set<ViewerListener>()
  #isWanted = true

  constructor(parts: DirectConnectionParts) {
    const { relay } = parts
    this.#relay = relay
    this.#peerConnection = parts.peerConnection
    this.#now = parts.now ?? (() => performance.now())
    this.#after = parts.after ?? afterTimeout
    this.#random = parts.random ?? Math.random
    relay.listen({
      status: ({ state }) => {
        // [DR9] Who may not talk to the relay has no right to a direct path either.
        if (state !== 'live') for (const path of this.#paths.values()) this.#offer(path, false)
      },
      state: (state) => this.#stated(state),
      device: (_device, state) => this.#stated(state),
      signal: (session, text) => this.#paths.get(session)?.link?.signalled(text),
    })
  }

  get status(): ConnectionStatus {
    return this.#relay.status
  }

  get welcome(): ViewerWelcome | null {
    return this.#relay.welcome
  }

  /** Whether the person wants direct paths; the default is yes. Without them the device does not learn their address. */
  want(isWanted: boolean): void {
    this.#isWanted = isWanted
    for (const path of this.#paths.values()) this.#offer(path, path.isOffered)
  }

  pathOf(session: string): Path {
    return this.#paths.get(session)?.upgrade.state === 'direct' ? 'direct' : 'relay'
  }

  listen(listener: ViewerListener): () => void {
    this.#listeners.add(listener)
    const stop = this.#relay.listen(listener)
    return () => {
      this.#listeners.delete(listener)
      stop()
    }
  }

  async join(target: JoinTarget): Promise<JoinAnswer> {
    const answer = await this.#relay.join(target)
    if (answer.ok && answer.state) this.#stated(answer.state)
    return answer
  }

  leave(session: string): void {
    const path = this.#paths.get(session)
    if (path) this.#offer(path, false)
    this.#paths.delete(session)
    this.#relay.leave(session)
  }

  need(session: string, ranges: SeqRange[]): void {
    const path = this.#paths.get(session)
    if (path?.link && path.upgrade.state === 'direct') path.link.say(['need', ranges] satisfies ViewerSays)
    else this.#relay.need(session, ranges)
  }

  close(): void {
    for (const path of this.#paths.values()) this.#offer(path, false)
    this.#paths.clear()
    this.#relay.close()
  }

  #stated({ session, direct = false, liveness }: SessionState): void {
    let path = this.#paths.get(session)
    const isOffered = direct && liveness === 'live'
    if (!path) {
      if (!isOffered) return
      const upgrade = new Upgrade(this.#random)
      path = { id: session, upgrade, isOffered, link: null, tryNumber: 0, stopTimer: () => {} }
      this.#paths.set(session, path)
    }
    this.#offer(path, isOffered)
  }

  #offer(path: SessionPath, isOffered: boolean): void {
    path.isOffered = isOffered
    const wasDirect = path.upgrade.state === 'direct'
    const isEnd = path.upgrade.offered(isOffered && this.#isWanted && this.#peerConnection !== null)
    if (isEnd) this.#end(path, wasDirect)
    this.#act(path)
  }

  /** Does what is due and comes back when something will be. */
  #act(path: SessionPath): void {
    path.stopTimer()
    const due = path.upgrade.due(this.#now())
    if (due === 'open') void this.#open(path)
    else if (due === 'close') this.#end(path, false)
    const atMs = path.upgrade.wakeAtMs
    if (atMs !== null) path.stopTimer = this.#after(Math.max(0, atMs - this.#now()), () => this.#act(path))
  }

  async #open(path: SessionPath): Promise<void> {
    const { id, upgrade } = path
    const tryNumber = ++path.tryNumber
    const answer = await this.#relay.askDirect(id)
    if (tryNumber !== path.tryNumber || upgrade.state !== 'opening' || !this.#peerConnection) return
    if (!answer.ok) return this.#closed(path)
    const reader = new BatchReader(id)
    const lost = () => path.link === link && this.#closed(path)
    const link = new PeerLink({
      peerConnection: this.#peerConnection,
      iceServers: answer.iceServers,
      isOfferer: true,
      clock: { nowMs: this.#now, after: this.#after },
      signal: (text) => this.#relay.signal(id, text),
      opened: () => {},
      text: (text) => this.#said(path, text),
      bytes: (frame) => {
        const batch = reader.read(frame)
        if (batch) this.#tell('batch', [batch.header, batch.bytes])
      },
      beat: () => link.say(['beat'] satisfies ViewerSays),
      drained: () => {},
      lost,
    })
    path.link = link
  }

  #said(path: SessionPath, text: string): void {
    const said = readDeviceText(text)
    if (!said) throw new Error('the device speaks in other words')
    if (said[0] === 'gone') this.#tell('gone', [path.id, [said[1], said[2]], said[3]])
    else if (path.upgrade.opened()) {
      // From here on every batch comes this way too: the relay is not needed, and what lies between is asked for.
      this.#relay.path(path.id, 'direct')
      this.#act(path)
      this.#tell('path', [path.id, 'direct'])
    }
  }

  /** The try has failed or the path has died. */
  #closed(path: SessionPath): void {
    const wasDirect = path.upgrade.state === 'direct'
    path.upgrade.closed(this.#now())
    this.#end(path, wasDirect)
    this.#act(path)
  }

  #end(path: SessionPath, wasDirect: boolean): void {
    const { id, link } = path
    path.tryNumber++
    path.link = null
    link?.close()
    this.#relay.path(id, 'relay')
    if (wasDirect) this.#tell('path', [id, 'relay'])
  }

  #tell(name: 'batch' | 'gone' | 'path', args: readonly unknown[]): void {
    for (const listener of this.#listeners) {
      const hear = listener[name] as ((...args: readonly unknown[]) => void) | undefined
      hear?.(...args)
    }
  }
}

function afterTimeout(delayMs: number, work: () => void): () => void {
  const timer = setTimeout(work, delayMs)
  return () => clearTimeout(timer)
}
