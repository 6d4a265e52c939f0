/**
 * Loaded before the server, it makes a relay that keeps what passes through: in a file, in its output, in memory and in Redis,
 * and what it held of sources. The search must find each.
 */
import { appendFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
// The one that the server's sockets use.
const { Receiver } = createRequire(require.resolve('engine.io'))('ws')
const { Redis } = require('ioredis')

const redis = new Redis(process.env.REDIS_URL)
redis.on('error', () => {})
globalThis.leaked = []
const emit = Receiver.prototype.emit
Receiver.prototype.emit = function (event, data, ...rest) {
  if (event === 'message' && Buffer.isBuffer(data)) {
    const text = data.toString('latin1')
    globalThis.leaked.push(text)
    appendFileSync(process.env.LEAK_FILE, data)
    console.log(text)
    redis.set(`leak:${globalThis.leaked.length}`, data).catch(() => {})
  }
  return emit.call(this, event, data, ...rest)
}

// Held batches leave their list when their time is over.
globalThis.neverDropped = []
const { shift } = Array.prototype
Array.prototype.shift = function () {
  const first = shift.call(this)
  if (typeof first?.untilMs === 'number') globalThis.neverDropped.push(first)
  return first
}
