/**
 * Binary values across socket.io-msgpack-parser. Its codec (notepack.io) has a build for browsers and one for Node. Both accept
 * an ArrayBuffer: browsers encode it as msgpack `bin`, Node as extension 0, which Node decodes to an ArrayBuffer again. Received
 * `bin` is a Buffer in Node and an ArrayBuffer in browsers. A plain Uint8Array would become an object of numbers in browsers.
 */

/** The form to hand to `emit`. Copies only where the view does not span its buffer. */
export function toWire(bytes: Uint8Array): Uint8Array {
  const isWhole = bytes.byteLength === bytes.buffer.byteLength
  // Typed as the bytes that the other side receives.
  return (isWhole ? bytes.buffer : bytes.slice().buffer) as unknown as Uint8Array
}

/** A received value as bytes. A value that is not binary comes back unchanged, for the checks that follow. */
export function fromWire(value: unknown): Uint8Array {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : (value as Uint8Array)
}
