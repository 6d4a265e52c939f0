/**
 * A viewer's connection that takes direct paths where devices offer them [DR3][DR4]. While a session has a data channel, its
 * batches, answers and needs use it; everything else goes through the relay. A subscription sees a connection like any
 * other: the path of a batch makes no difference to it, because sequence numbers say what is new.
 */
import { BatchReader, readDeviceText, type ViewerText } from '#lib/direct/channel-frames.ts'
import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import { PeerLink } from '#lib/direct/peer-link.ts'
import { Upgrade } from '#lib/direct/upgrade.ts'
import type { JoinAnswer, JoinTarget, Path, SeqRange, SessionState } from '#lib/protocol/messages.ts'
import { type Timing, timingOf } from './timing.ts'
import type {
  ConnectionStatus,
  SubscriberConnection,
  ViewerConnection,
  ViewerListener,
  ViewerWelcome,
} from './viewer-connection.ts'

/** What a direct connection needs of the {@link ViewerConnection} below it. */
export type RelayConnection = SubscriberConnection & Pick<ViewerConnection, 'askDirect' | 'signal' | 'path' | 'close'>

export interface DirectConnectionParts extends Partial<Timing> {
  relay: RelayConnection
  /** The host's WebRTC; null where it is missing. */
  peerConnection: PeerConnectionClass | null
}

interface SessionPath {
  id: string
  upgrade: Upgrade
  /** Whether the device offers direct paths, as far as the relay knows. */
  isOffered: boolean
  link: PeerLink | null
  /** Number of the last try; tells late answers apart. */
  tryNumber: number
  stopTimer: () => void
}

export class DirectConnection implements SubscriberConnection {
  readonly #relay: RelayConnection
  readonly #peerConnection: PeerConnectionClass | null
  readonly #timing: Timing
  readonly #paths = new Map<string, SessionPath>()
  readonly #listeners = new Set<ViewerListener>()
  #isWanted = true

  constructor(parts: DirectConnectionParts) {
    const { relay } = parts
    this.#relay = relay
    this.#peerConnection = parts.peerConnection
    this.#timing = timingOf(parts)
    relay.listen({
      status: ({ state }) => {
        // [DR9] A viewer without access to the relay has no right to a direct path either.
        if (state !== 'live') for (const path of this.#paths.values()) this.#offer(path, false)
      },
      state: (state) => this.#handleState(state),
      device: (_device, state) => this.#handleState(state),
      signal: (session, text) => this.#paths.get(session)?.link?.receiveSignal(text),
    })
  }

  get status(): ConnectionStatus {
    return this.#relay.status
  }

  get welcome(): ViewerWelcome | null {
    return this.#relay.welcome
  }

  /** Turns direct paths on or off; they are on by default. Without them, the device does not learn this viewer's address. */
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
    if (answer.ok && answer.state) this.#handleState(answer.state)
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
    if (path?.link && path.upgrade.state === 'direct') path.link.sendText(['need', ranges] satisfies ViewerText)
    else this.#relay.need(session, ranges)
  }

  close(): void {
    for (const path of this.#paths.values()) this.#offer(path, false)
    this.#paths.clear()
    this.#relay.close()
  }

  #handleState({ session, direct = false, liveness }: SessionState): void {
    let path = this.#paths.get(session)
    const isOffered = direct && liveness === 'live'
    if (!path) {
      if (!isOffered) return
      const upgrade = new Upgrade(this.#timing.random)
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

  /** Does what is due now and sets the timer for the rest. */
  #act(path: SessionPath): void {
    path.stopTimer()
    const due = path.upgrade.due(this.#timing.now())
    if (due === 'open') void this.#open(path)
    else if (due === 'close') this.#end(path, false)
    const atMs = path.upgrade.wakeAtMs
    if (atMs !== null)
      path.stopTimer = this.#timing.after(Math.max(0, atMs - this.#timing.now()), () => this.#act(path))
  }

  async #open(path: SessionPath): Promise<void> {
    const { id, upgrade } = path
    const tryNumber = ++path.tryNumber
    const answer = await this.#relay.askDirect(id)
    if (tryNumber !== path.tryNumber || upgrade.state !== 'opening' || !this.#peerConnection) return
    if (!answer.ok) return this.#retryLater(path)
    const reader = new BatchReader(id)
    const lost = () => path.link === link && this.#retryLater(path)
    const link = new PeerLink({
      peerConnection: this.#peerConnection,
      iceServers: answer.iceServers,
      isOfferer: true,
      clock: { nowMs: this.#timing.now, after: this.#timing.after },
      signal: (text) => this.#relay.signal(id, text),
      opened: () => {},
      text: (text) => this.#handleText(path, text),
      bytes: (frame) => {
        const batch = reader.read(frame)
        if (batch) this.#emit('batch', [batch.header, batch.bytes])
      },
      beat: () => link.sendText(['beat'] satisfies ViewerText),
      drained: () => {},
      lost,
    })
    path.link = link
  }

  #handleText(path: SessionPath, text: string): void {
    const message = readDeviceText(text)
    if (!message) throw new Error('the device sent an unknown message')
    if (message[0] === 'gone') this.#emit('gone', [path.id, [message[1], message[2]], message[3]])
    else if (path.upgrade.opened()) {
      // From now on every batch takes this path. The relay may stop; the gap in between is asked for.
      this.#relay.path(path.id, 'direct')
      this.#act(path)
      this.#emit('path', [path.id, 'direct'])
    }
  }

  /** The try has failed, or the path is lost. */
  #retryLater(path: SessionPath): void {
    const wasDirect = path.upgrade.state === 'direct'
    path.upgrade.closed(this.#timing.now())
    this.#end(path, wasDirect)
    this.#act(path)
  }

  #end(path: SessionPath, wasDirect: boolean): void {
    const { id, link } = path
    path.tryNumber++
    path.link = null
    link?.close()
    this.#relay.path(id, 'relay')
    if (wasDirect) this.#emit('path', [id, 'relay'])
  }

  #emit(name: 'batch' | 'gone' | 'path', args: readonly unknown[]): void {
    for (const listener of this.#listeners) {
      const handler = listener[name] as ((...args: readonly unknown[]) => void) | undefined
      handler?.(...args)
    }
  }
}
