/**
 * SHA-256, HMAC and HKDF (FIPS 180-4, RFC 2104, RFC 5869) in plain script. Used only where the platform has no
 * `crypto.subtle`: pages opened over plain http at a LAN address. A few hundred bytes of input; speed does not matter.
 */

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K = new Uint32Array(64)
/** The same of the square roots of the first 8: the state a hash begins with. */
const INITIAL = new Uint32Array(8)

for (let candidate = 2, found = 0; found < 64; candidate++) {
  let isPrime = true
  for (let i = 2; i * i <= candidate; i++) if (candidate % i === 0) isPrime = false
  if (!isPrime) continue
  if (found < 8) INITIAL[found] = fraction(candidate ** (1 / 2))
  K[found++] = fraction(candidate ** (1 / 3))
}

function fraction(value: number): number {
  return (value - Math.floor(value)) * 2 ** 32
}

const rotate = (word: number, by: number) => (word >>> by) | (word << (32 - by))

export function sha256(data: Uint8Array): Uint8Array {
  // 0x80, zeros, then the length in bits as 64-bit big endian, up to a multiple of 64 bytes.
  const padded = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64)
  padded.set(data)
  padded[data.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(data.length / 2 ** 29))
  view.setUint32(padded.length - 4, (data.length * 8) >>> 0)
  const state = Uint32Array.from(INITIAL)
  for (let offset = 0; offset < padded.length; offset += 64) compress(state, view, offset)
  const digest = new DataView(new ArrayBuffer(32))
  state.forEach((word, i) => {
    digest.setUint32(i * 4, word)
  })
  return new Uint8Array(digest.buffer)
}

function compress(state: Uint32Array, view: DataView, offset: number): void {
  const w = new Uint32Array(64)
  const at = (i: number) => w[i] as number
  for (let i = 0; i < 16; i++) w[i] = view.getUint32(offset + i * 4)
  for (let i = 16; i < 64; i++) {
    const s0 = rotate(at(i - 15), 7) ^ rotate(at(i - 15), 18) ^ (at(i - 15) >>> 3)
    const s1 = rotate(at(i - 2), 17) ^ rotate(at(i - 2), 19) ^ (at(i - 2) >>> 10)
    w[i] = at(i - 16) + s0 + at(i - 7) + s1
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + at(i)) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = (state[i] as number) + word
  })
}

export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  const block = new Uint8Array(64)
  block.set(key.length > 64 ? sha256(key) : key)
  const inner = sha256(
    joined(
      block.map((byte) => byte ^ 0x36),
      data,
    ),
  )
  return sha256(
    joined(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  )
}

export function hkdfSha256(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  const key = hmacSha256(salt, secret)
  const out = new Uint8Array(length)
  let block = new Uint8Array(0)
  for (let filled = 0, counter = 1; filled < length; filled += block.length, counter++) {
    block = Uint8Array.from(hmacSha256(key, joined(block, info, Uint8Array.of(counter))))
    out.set(block.subarray(0, length - filled), filled)
  }
  return out
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
