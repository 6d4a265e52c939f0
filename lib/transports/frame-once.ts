/**
 * A broadcast's WebSocket frame is built once for all its receivers, header and payload in one piece, instead of once per
 * socket in two writes. Socket.IO does this for text packets only; ours are binary. Where a parser gives anything but one
 * byte string, or ws cannot frame, the ordinary way stays.
 */
import type { Server } from 'socket.io'
import WebSocket from 'ws'

/** A method of every Socket.IO adapter, called once per broadcast; not in its types (socket.io-adapter 2.5). */
interface Encoding {
  _encode(packet: unknown, options: { wsPreEncodedFrame?: Buffer[] }): unknown[]
}
type AdapterClass = new (...args: never[]) => Encoding

/** ws's own framing, public since 8.0 but not in its types. */
type Frame = (
  data: Buffer,
  options: { opcode: number; fin: boolean; mask: boolean; readOnly: boolean; rsv1: boolean },
) => Buffer[]
const BINARY = { opcode: 2, fin: true, mask: false, readOnly: true, rsv1: false }

/** Call before the first namespace is made: adapters belong to namespaces. */
export function frameOnce(io: Server): void {
  const frame = (WebSocket as unknown as { Sender?: { frame?: Frame } }).Sender?.frame
  const Base = io.adapter() as unknown as AdapterClass
  if (!frame || typeof Base.prototype?._encode !== 'function') return
  const inOnePiece = (bytes: Buffer) => Buffer.concat(frame(bytes, BINARY))
  class FrameOnceAdapter extends Base {
    override _encode(packet: unknown, options: { wsPreEncodedFrame?: Buffer[] }): unknown[] {
      const encoded = super._encode(packet, options)
      const [bytes] = encoded
      if (encoded.length === 1 && Buffer.isBuffer(bytes)) {
        options.wsPreEncodedFrame = [inOnePiece(bytes)]
      }
      return encoded
    }
  }
  io.adapter(FrameOnceAdapter as never)
}
