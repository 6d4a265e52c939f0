/**
 * Takes the place of socket.io-parser: every connection brings its own parser. What stays is the part that socket.io-client reads
 * itself: the numbers of https://github.com/socketio/socket.io-protocol#exchange-protocol.
 */
export const protocol = 5
export const PacketType = {
  CONNECT: 0,
  DISCONNECT: 1,
  EVENT: 2,
  ACK: 3,
  CONNECT_ERROR: 4,
  BINARY_EVENT: 5,
  BINARY_ACK: 6,
} as const
export class Encoder {}
export class Decoder {}
