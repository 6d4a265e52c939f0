/**
 * Entry `agent-logger/direct` of the npm package, and the file that the script tag loads when a viewer comes: lets a device
 * open direct paths to its viewers. `startAgentLogger({ …, direct: direct() })`.
 */
import { type DirectDevice, devicePeers, type HearPeer } from './device-peers.ts'
import type { PeerConnectionClass } from './peer-connection.ts'

/** What {@link startAgentLogger} takes as `direct`. */
export type OpenDirect = (device: DirectDevice) => HearPeer

export interface DirectOptions {
  /**
   * Default: the browser's `RTCPeerConnection`. On React Native that of `react-native-webrtc`, in Node that of
   * `node-datachannel/polyfill`.
   */
  peerConnection?: unknown
}

/** Undefined where there is no WebRTC: everything goes by the relay then. */
export function direct(options: DirectOptions = {}): OpenDirect | undefined {
  const own = typeof RTCPeerConnection === 'function' ? RTCPeerConnection : undefined
  const given = options.peerConnection ?? own
  if (typeof given !== 'function') return undefined
  return (device) => devicePeers(device, given as PeerConnectionClass)
}
