/** Node's WebRTC with access to its connections, so that a test can kill or silence them, or lose what they send. */
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import type { PeerConnection, PeerConnectionClass } from '#lib/direct/peer-connection.ts'

export function keptWebRtc() {
  const opened: PeerConnection[] = []
  const silent = { is: false }
  /** How many more batches to drop. */
  const losing = { count: 0 }
  class Watched extends (RTCPeerConnection as unknown as PeerConnectionClass) {
    constructor(configuration?: ConstructorParameters<PeerConnectionClass>[0]) {
      super(configuration)
      opened.push(this)
      this.addEventListener('datachannel', ({ channel }) => {
        if (!channel) return
        const { send } = channel
        channel.send = (data: never) => {
          if (silent.is) return
          if (typeof data === 'string' || losing.count === 0) send.call(channel, data)
          else losing.count--
        }
      })
    }
  }
  return { peerConnection: Watched as PeerConnectionClass, opened, silent, losing }
}
