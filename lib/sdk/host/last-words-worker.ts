/** The worker of last-words.ts: connects as the device, delivers what is left, and says when that is over. */
import { workerData } from 'node:worker_threads'
import { LIMITS } from '#lib/protocol/limits.ts'
import { systemClock } from '#lib/sdk/delivery/clock.ts'
import { compressOf } from '#lib/sdk/delivery/compress.ts'
import { DeviceSession } from '#lib/sdk/delivery/device-session.ts'
import { socketIoDial } from '#lib/sdk/delivery/dial.ts'
import { sealCompressed, sealPlain } from '#lib/sdk/delivery/seal.ts'
import { unreachable } from '#lib/sdk/sdk-errors.ts'
import type { LastWords } from './last-words.ts'

interface WorkerInput {
  words: LastWords
  /** Set to 1 when the exiting thread may go on. */
  done: Int32Array
  leftMs: number
}

/** A viewer that joined a moment ago asks for what it missed within this time. */
const LINGER_MS = 200

const { words, done, leftMs } = workerData as WorkerInput
// Once nothing is left to do: everything was delivered and the socket closed, or the server is away.
process.once('exit', () => {
  Atomics.store(done, 0, 1)
  Atomics.notify(done, 0)
})

const compress = compressOf()
const session = new DeviceSession({
  session: words.session,
  token: words.token,
  device: words.device,
  dial: socketIoDial(words.origin, { isEphemeral: words.isEphemeral, keepsAlive: true }),
  clock: systemClock,
  random: Math.random,
  seal: compress ? sealCompressed(compress) : sealPlain,
  ringBytesMax: LIMITS.ringBytesMax,
  ringRecordsMax: LIMITS.ringRecordsMax,
  from: words,
  // One attempt: a program does not wait for a server that is away.
  changed: () => {
    const { state, error } = session.status
    if (state === 'backoff') session.refuse(error ?? unreachable())
  },
})
session.connect()
void session.flush(leftMs).then(() => session.close(LINGER_MS, true))
