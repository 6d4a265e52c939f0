/**
 * What a page and the host of its live source say to each other. The host is a worker, or the page itself where no worker starts.
 * Everything is plain data. A frame is what the page draws next; the host sends one when the page has drawn the one before.
 */
import type { Candidate, SessionDescription } from '#lib/direct/peer-connection.ts'
import type { WireError } from '#lib/protocol/error-codes.ts'
import type { IceServer, JoinTarget, ViewerHello } from '#lib/protocol/messages.ts'
import type { LiveSnapshot } from '#lib/viewer/live-source.ts'
import type { LogFilter, LogOrder, LogPlace, LogRow, LogView } from '#lib/viewer/log-source.ts'
import type { SharingCall, SharingEvent } from '#lib/viewer/sharing-messages.ts'

/** What the host opens. */
export interface HostedViewer {
  /** Origin of the server, `https://logs.example.com`. */
  server: string
  /** Null: what the share link opens. */
  target: JoinTarget | null
  also: readonly JoinTarget[]
  /** Instead of both: devices that count alike and may change. */
  group: readonly string[] | null
  /** Whether the page lends its WebRTC. */
  hasPeerConnection: boolean
}

/** What a person does. The host counts the commands it has handled. */
export type Command =
  | { name: 'setFilter'; filter: LogFilter }
  | { name: 'setAnchor' | 'select'; place: LogPlace | null }
  | { name: 'seek'; place: LogPlace }
  | { name: 'setOrder'; order: LogOrder }
  | { name: 'expand'; place: LogPlace; lastSeq: number }
  | { name: 'wantDirect'; isWanted: boolean }
  | { name: 'setGroup'; devices: readonly string[] }
  | { name: 'follow' | 'pause' | 'clear' | 'reload' | 'retryNow' }

/** How many of the newest rows come with each frame while following, at least. */
export const TAIL_ROWS = 100

/** The rows that the page draws, and those around them that it may draw next. */
export interface Look {
  from: number
  count: number
  /** How many of the newest rows to bring while following. */
  tail: number
  /** A row of the page's present view, which tells how far the rows have moved meanwhile. */
  known: { row: number; place: LogPlace } | null
}

export interface RowWindow {
  start: number
  /** A number stands for the row at that index in the rows of all windows of the frame before. */
  rows: (LogRow | number)[]
}

export interface Frame {
  /** How many commands of the page it takes into account. */
  handled: number
  view: LogView
  /** Null: as in the frame before. */
  snapshot: LiveSnapshot | null
  windows: RowWindow[]
}

/** A call of the page's `RTCPeerConnection` number `peer`, or of its channel. */
export type PeerCall =
  | { name: 'open'; iceServers: IceServer[] }
  | { name: 'createDataChannel'; label: string; isOrdered: boolean }
  | { name: 'createOffer' | 'createAnswer'; id: number }
  | { name: 'setLocalDescription' | 'setRemoteDescription'; id: number; description: SessionDescription }
  | { name: 'addIceCandidate'; id: number; candidate: Candidate }
  | { name: 'send'; data: string | ArrayBuffer }
  | { name: 'bufferedAmountLowThreshold'; value: number }
  | { name: 'closeChannel' | 'close' }

export type PeerEvent =
  | { name: 'done'; id: number; value: SessionDescription | null; error: string | null }
  | { name: 'connection'; type: string; connectionState: string; candidate: Candidate | null }
  | {
      name: 'channel'
      type: string
      readyState: string
      bufferedAmount: number
      data: string | ArrayBuffer | null
    }

export type ToHost =
  | { kind: 'open'; viewer: HostedViewer }
  | { kind: 'command'; command: Command }
  | { kind: 'look'; look: Look }
  /** `isSkipped`: the page could not show the frame and needs another. */
  | { kind: 'drawn'; isSkipped: boolean }
  | { kind: 'ping' }
  | { kind: 'ask'; id: number; question: string; request: unknown }
  | { kind: 'matching'; id: number; countMax: number }
  | { kind: 'share'; id: number; session: string; call: SharingCall }
  | { kind: 'hello'; id: number; hello: ViewerHello | null; error: Partial<WireError> | null }
  | { kind: 'peer'; peer: number; event: PeerEvent }
  | { kind: 'close' }

export type ToPage =
  | { kind: 'ready' }
  | { kind: 'frame'; frame: Frame }
  | { kind: 'pong' }
  | { kind: 'answer'; id: number; value: unknown; error: string | null }
  | { kind: 'shared'; event: SharingEvent }
  | { kind: 'hello' | 'helloAbort'; id: number }
  | { kind: 'peer'; peer: number; call: PeerCall }

/** One end of the way between the two. */
export interface HostPort<In, Out> {
  post(message: Out, transfer?: ArrayBuffer[]): void
  /** One listener. */
  listen(listener: (message: In) => void): void
}
