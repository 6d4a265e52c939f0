/**
 * The part of WebRTC that direct paths need. Browsers, react-native-webrtc and node-datachannel/polyfill all have it.
 * Types only.
 */
import type { IceServer } from '#lib/protocol/messages.ts'

export interface PeerChannel {
  readonly readyState: string
  readonly bufferedAmount: number
  bufferedAmountLowThreshold: number
  binaryType: string
  send(data: string): void
  send(data: ArrayBuffer): void
  close(): void
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void
}

export interface SessionDescription {
  type: 'offer' | 'answer' | 'pranswer' | 'rollback'
  sdp?: string
}

export interface Candidate {
  candidate?: string
  sdpMid?: string | null
  sdpMLineIndex?: number | null
  usernameFragment?: string | null
}

export interface PeerConnection {
  readonly connectionState: string
  createDataChannel(label: string, options?: { ordered?: boolean }): PeerChannel
  createOffer(): Promise<SessionDescription>
  createAnswer(): Promise<SessionDescription>
  setLocalDescription(description: SessionDescription): Promise<void>
  setRemoteDescription(description: SessionDescription): Promise<void>
  addIceCandidate(candidate: Candidate): Promise<void>
  close(): void
  addEventListener(
    type: string,
    listener: (event: { candidate?: Candidate | null; channel?: PeerChannel }) => void,
  ): void
}

/** `RTCPeerConnection` or a replacement for it. */
export type PeerConnectionClass = new (configuration?: { iceServers?: IceServer[] }) => PeerConnection
