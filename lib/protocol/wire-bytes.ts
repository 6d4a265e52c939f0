/**
 * Binary values across socket.io-msgpack-parser. Its codec (notepack.io) has one form that both its Node and its browser
 * build write and read as msgpack `bin`: a Buffer in Node, an ArrayBuffer in browsers. A plain Uint8Array would become an
 * extension type in the one and an object of numbers in the other.
 */

/** What to hand to `emit`. No copy in Node; in browsers only where the view does not span its buffer. */
export function toWire(bytes: Uint8Array): Uint8Array {
  // By this name bundlers do not put a Buffer of their own into the page.
  const { Buffer } = globalThis
  if (Buffer) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isWhole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength
  // Typed as bytes all the same: that is what the other side gets.
  return (isWhole ? bytes.buffer : bytes.slice().buffer) as unknown as Uint8Array
}

/** What came, as bytes; anything that is not binary comes back as it is, for the checks that follow. */
export function fromWire(value: unknown): Uint8Array {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : (value as Uint8Array)
}
