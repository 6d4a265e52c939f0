/**
 * Holds a live source where the page's thread is not disturbed, and serves it to the page over a port. Its frames follow the
 * page's: one is under way at a time, so a page that draws nothing is sent nothing. While more arrives than anyone can read, the
 * page is left alone until the next moment at which it draws.
 */
import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { ArrivalRate, isTooFast } from '#lib/viewer/arrival-rate.ts'
import { calmWaitMs } from '#lib/viewer/calm.ts'
import type { LiveSnapshot, LiveSource } from '#lib/viewer/live-source.ts'
import { LiveViewer, type LiveViewerOptions } from '#lib/viewer/live-viewer.ts'
import type { QuestionName, Request } from '#lib/viewer/log-questions.ts'
import { LentPeers } from './lent-peers.ts'
import type { Command, HostedViewer, HostPort, ToHost, ToPage } from './messages.ts'
import { type PlacedLog, RowWindows } from './row-windows.ts'

/** Longest time of testing records before messages get their turn, milliseconds. No screen waits for it. */
const SLICE_MS = 16

export interface LiveHostOptions {
  port: HostPort<ToHost, ToPage>
  /** WebRTC, where the host has it: in a page. */
  peerConnection?: PeerConnectionClass | null
  /** Runs a task after the events that wait. */
  defer?: (run: () => void) => void
  /** Runs a task after a while, in milliseconds. Returns a function that forgets it. */
  later?: (run: () => void, waitMs: number) => () => void
  /** Opens what is hosted. Default: a {@link LiveViewer}. */
  openSource?: (options: LiveViewerOptions) => HostedSource
}

export type HostedSource = LiveSource & { readonly log: PlacedLog }

export class LiveHost {
  readonly #port: HostPort<ToHost, ToPage>
  readonly #defer: (run: () => void) => void
  readonly #peerConnection: PeerConnectionClass | null
  readonly #openSource: (options: LiveViewerOptions) => HostedSource
  readonly #peers: LentPeers
  readonly #hellos = new Map<number, { resolve: (hello: ViewerHello) => void; reject: (error: unknown) => void }>()
  #viewer: HostedSource | null = null
  #windows: RowWindows | null = null
  #sentSnapshot: LiveSnapshot | null = null
  #handled = 0
  #ids = 0
  /** Tasks of the next frame. */
  #due: (() => void)[] = []
  #isDirty = false
  /** The page has drawn every frame so far. */
  #isFree = true
  #isPlanned = false
  readonly #later: NonNullable<LiveHostOptions['later']>
  /** Set while it waits for the next moment of a calm page: stops waiting. */
  #endWait: (() => void) | null = null
  readonly #rate = new ArrivalRate()
  #drawnAtMs = Number.NEGATIVE_INFINITY

  constructor(options: LiveHostOptions) {
    const { port, peerConnection = null, defer = (run) => void setTimeout(run, 0) } = options
    this.#port = port
    this.#openSource = options.openSource ?? ((viewer) => new LiveViewer(viewer))
    this.#defer = defer
    this.#later = options.later ?? timer
    this.#peerConnection = peerConnection
    this.#peers = new LentPeers((peer, call, transfer) => port.post({ kind: 'peer', peer, call }, transfer))
    port.listen((message) => this.#handle(message))
    port.post({ kind: 'ready' })
  }

  close(): void {
    this.#endWait?.()
    this.#endWait = null
    this.#viewer?.close()
    this.#viewer = null
    this.#due = []
  }

  #handle(message: ToHost): void {
    switch (message.kind) {
      case 'open':
        this.#open(message.viewer)
        break
      case 'command':
        this.#obey(message.command)
        break
      case 'look':
        this.#windows?.look(message.look)
        this.#touch()
        break
      case 'drawn':
        this.#isFree = true
        this.#isDirty ||= message.isSkipped
        this.#plan(message.isSkipped)
        break
      case 'ping':
        this.#port.post({ kind: 'pong' })
        break
      case 'ask': {
        const { id, question, request } = message
        this.#answer(id, (viewer) => viewer.log.ask(question as QuestionName, request as Request<QuestionName>))
        break
      }
      case 'matching':
        this.#answer(message.id, (viewer) => viewer.log.matching(message.countMax))
        break
      case 'share':
        this.#answer(message.id, async ({ sharing }) => sharing?.call(message.session, message.call))
        break
      case 'hello': {
        const { id, hello, error } = message
        const waiting = this.#hellos.get(id)
        this.#hellos.delete(id)
        if (hello) waiting?.resolve(hello)
        else waiting?.reject(error)
        break
      }
      case 'peer':
        this.#peers.handle(message.peer, message.event)
        break
      case 'close':
        this.close()
    }
  }

  #open({ server, target, also, group, hasPeerConnection }: HostedViewer): void {
    this.close()
    const viewer = this.#openSource({
      server,
      target,
      also,
      group,
      hello: (signal) => this.#hello(signal),
      schedule: (run) => {
        this.#due.push(run)
        this.#plan()
      },
      store: { defer: this.#defer, sliceMs: SLICE_MS, now: () => performance.now() },
      peerConnection: this.#peerConnection ?? (hasPeerConnection ? this.#peers.peerConnection : null),
    })
    this.#viewer = viewer
    this.#windows = new RowWindows(viewer.log)
    viewer.subscribe(() => this.#touch(false))
    viewer.log.subscribe(() => this.#touch(false))
    viewer.sharing?.listen((event) => this.#port.post({ kind: 'shared', event }))
    this.#touch()
  }

  #obey(command: Command): void {
    const viewer = this.#viewer
    this.#handled++
    if (!viewer) return
    switch (command.name) {
      case 'setFilter':
        viewer.log.setFilter(command.filter)
        break
      case 'setAnchor':
      case 'select':
        viewer.log[command.name](command.place)
        break
      case 'seek':
        viewer.log.seek(command.place)
        break
      case 'setOrder':
        viewer.log.setOrder?.(command.order)
        break
      case 'expand':
        viewer.log.expand?.(command.place, command.lastSeq)
        break
      case 'wantDirect':
        viewer.wantDirect?.(command.isWanted)
        break
      case 'setGroup':
        viewer.setGroup?.(command.devices)
        break
      case 'reload':
      case 'retryNow':
        viewer[command.name]()
        break
      default:
        viewer.log[command.name]()
    }
    // The page may wait to learn that it was handled. An anchor changes nothing that it does not know.
    if (command.name !== 'setAnchor') this.#touch()
  }

  /** There is something to draw; what the reader has asked for does not wait. */
  #touch(isUrgent = true): void {
    this.#isDirty = true
    this.#plan(isUrgent)
  }

  #plan(isUrgent = false): void {
    if (this.#isPlanned || !this.#isFree || (!this.#isDirty && this.#due.length === 0)) return
    const waitMs = isUrgent ? 0 : this.#waitMs()
    if (waitMs > 0) {
      this.#endWait ??= this.#later(() => {
        this.#endWait = null
        this.#plan(true)
      }, waitMs)
      return
    }
    this.#endWait?.()
    this.#endWait = null
    this.#isPlanned = true
    this.#defer(() => {
      this.#isPlanned = false
      this.#draw()
    })
  }

  /** How long the page may be left alone: it draws a few times a second only while it follows what nobody can read. */
  #waitMs(): number {
    const view = this.#viewer?.log.view()
    const nowMs = clockMs()
    const isCalm = view?.isFollowing && !view.isFiltering && isTooFast(this.#rate.at(nowMs), view)
    return isCalm ? calmWaitMs(this.#drawnAtMs, nowMs) : 0
  }

  #draw(): void {
    const viewer = this.#viewer
    if (!viewer || !this.#windows || !this.#isFree) return
    for (const run of this.#due.splice(0)) run()
    if (!this.#isDirty) return
    this.#isDirty = false
    this.#isFree = false
    const view = viewer.log.view()
    this.#drawnAtMs = clockMs()
    this.#rate.note(view, this.#drawnAtMs)
    const windows = this.#windows.next(view)
    const now = viewer.snapshot()
    const snapshot = now === this.#sentSnapshot ? null : now
    this.#sentSnapshot = now
    this.#port.post({
      kind: 'frame',
      frame: { handled: this.#handled, view, snapshot, windows },
    })
  }

  #answer(id: number, ask: (viewer: HostedSource) => Promise<unknown>): void {
    const viewer = this.#viewer
    if (!viewer) return
    ask(viewer).then(
      (value) => this.#port.post({ kind: 'answer', id, value, error: null }),
      (error: unknown) => this.#port.post({ kind: 'answer', id, value: null, error: String(error) }),
    )
  }

  #hello(signal: AbortSignal): Promise<ViewerHello> {
    const id = ++this.#ids
    return new Promise((resolve, reject) => {
      this.#hellos.set(id, { resolve, reject })
      signal.addEventListener('abort', () => {
        if (!this.#hellos.delete(id)) return
        this.#port.post({ kind: 'helloAbort', id })
        reject(signal.reason)
      })
      this.#port.post({ kind: 'hello', id })
    })
  }
}

/** Milliseconds by the clock, which is the same for all workers of a page. */
function clockMs(): number {
  return performance.timeOrigin + performance.now()
}

function timer(run: () => void, waitMs: number): () => void {
  const id = setTimeout(run, waitMs)
  return () => clearTimeout(id)
}
