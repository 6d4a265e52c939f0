/**
 * Entry `agent-logger/direct` of the npm package, and the file that the script tag loads for the first viewer that asks: lets a
 * device open direct paths to its viewers with `startAgentLogger({ …, direct: direct() })`.
 */
import { type DirectDevice, devicePeers, type HearPeer } from './device-peers.ts'
import type { PeerConnectionClass } from './peer-connection.ts'

/** The option `direct` of {@link startAgentLogger}. */
export type OpenDirect = (device: DirectDevice) => HearPeer

export interface DirectOptions {
  /**
   * Default: the browser's `RTCPeerConnection`. On React Native, pass the one of `react-native-webrtc`; in Node, the one of
   * `node-datachannel/polyfill`.
   */
  peerConnection?: unknown
}

/** Undefined where there is no WebRTC; everything then travels through the relay. */
export function direct(options: DirectOptions = {}): OpenDirect | undefined {
  const own = typeof RTCPeerConnection === 'function' ? RTCPeerConnection : undefined
  const given = options.peerConnection ?? own
  if (typeof given !== 'function') return undefined
  return (device) => devicePeers(device, given as PeerConnectionClass)
}
