/**
 * What a Node program logged right before its end: a worker thread goes on with the session while the exiting thread waits for it,
 * because nothing that takes time runs after `exit` (docs/decisions/0025-last-words.md).
 */
import type { Handover } from '#lib/sdk/delivery/handover.ts'
import { readMember } from '#lib/sdk/record/read-member.ts'
import { LAST_WORDS_WORKER } from './last-words-source.ts'

/** What the worker needs to be the device. Goes through a structured clone. */
export interface LastWords extends Handover {
  origin: string
  isEphemeral: boolean
}

/** How long the end of a program may take because of us, for all of its sessions together. */
export const LAST_WORDS_MS = 2_000

let waitedSinceMs: number | null = null

/**
 * Blocks this thread until the records are delivered, the server turned out to be away, or the time is up. False where nothing
 * could be started: another runtime, an old Node, or no threads allowed.
 */
export function deliverLastWords(words: LastWords, host: unknown = globalThis): boolean {
  const process = readMember(host, 'process') as NodeJS.Process | undefined
  const { node, bun } = (process?.versions ?? {}) as Record<string, string | undefined>
  if (!process || !node || bun || LAST_WORDS_WORKER === '' || typeof process.getBuiltinModule !== 'function')
    return false
  waitedSinceMs ??= performance.now()
  const leftMs = LAST_WORDS_MS - (performance.now() - waitedSinceMs)
  if (leftMs <= 0) return false
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads')
    const { inflateRawSync } = process.getBuiltinModule('node:zlib')
    const source = inflateRawSync(Buffer.from(LAST_WORDS_WORKER, 'base64')).toString()
    const done = new Int32Array(new SharedArrayBuffer(4))
    // What the host preloads (`--import`, NODE_OPTIONS) is for its own threads.
    const { env: hostEnv } = process
    const { NODE_OPTIONS: _, ...env } = hostEnv
    const worker = new Worker(source, { eval: true, execArgv: [], env, workerData: { words, done, leftMs } })
    worker.on('error', () => {})
    Atomics.wait(done, 0, 0, leftMs)
    return true
  } catch {
    return false
  }
}
