/**
 * Sends what a Node process writes to stdout and stderr, one record a line. Each write reaches the stream first, with the host's own
 * arguments; its result and what it throws are the host's. Not seen: programs that the process starts, and writes that go past the
 * streams to the file descriptor.
 */
import { currentContext } from '#lib/sdk/log-context.ts'
import type { LogInput } from '#lib/sdk/logger.ts'
import { readMember } from '#lib/sdk/record/read-member.ts'
import { isSdkRunning, runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import { sendUnlessAnnounced, settleHeldLines } from './capture-output-known.ts'
import { OutputLines } from './capture-output-lines.ts'
import { joinLines, outputRecord } from './capture-output-record.ts'

type Write = (...args: unknown[]) => unknown

export interface OutputStream {
  write?: Write
}

export interface OutputHost {
  process?: {
    stdout?: OutputStream
    stderr?: OutputStream
    on?: (event: string, listener: () => void) => unknown
    off?: (event: string, listener: () => void) => unknown
  }
}

export interface OutputSink {
  log(record: LogInput): void
  wallMs(): number
}

/** Starts capturing. Returns a function that stops it, and sends what was written of an unfinished line. */
export function captureOutput(sink: OutputSink, host: OutputHost = globalThis as unknown as OutputHost): () => void {
  const { process } = host
  // Other runtimes imitate a few members of `process`, but have no streams.
  if (typeof process?.on !== 'function') return () => {}
  const captures = [captureStream(sink, process, 'stdout'), captureStream(sink, process, 'stderr')]
  const flush = () => {
    for (const capture of captures) capture.flush()
  }
  process.on('exit', flush)
  return () => {
    flush()
    for (const capture of captures) capture.stop()
    process.off?.('exit', flush)
  }
}

interface StreamCapture {
  /** Sends what waits, and what was written of an unfinished line. */
  flush(): void
  stop(): void
}

const NOT_CAPTURED: StreamCapture = { flush: () => {}, stop: () => {} }

function captureStream(sink: OutputSink, process: object, name: 'stdout' | 'stderr'): StreamCapture {
  // Node makes a stream when it is first read, and throws where its file descriptor is closed.
  const stream = readMember(process, name) as OutputStream | undefined
  const original = stream?.write
  if (!stream || typeof original !== 'function') return NOT_CAPTURED
  const lines = new OutputLines()
  const wasOwn = Object.hasOwn(stream, 'write')
  let isInside = false
  let isStopped = false

  const send = (texts: string[]) => {
    for (const read of joinLines(texts, sink.wallMs())) {
      if (read.body.trim() === '') continue
      const record = { scope: name, ...outputRecord(read, currentContext()) }
      sendUnlessAnnounced(read.body, () => sink.log(record))
    }
  }
  const observe = (chunk: unknown, encoding: unknown) => {
    try {
      runAsSdk(() => send(lines.take(chunk, encoding)))
    } catch {
      // Whatever it is, the host has written its output and must not hear of our part in it [DV9].
    }
  }
  const write: Write = function write(this: unknown, ...args) {
    // A write within a write is how a wrapper of the host passes on what it was given.
    if (isInside || isStopped || isSdkRunning()) return original.apply(this, args)
    isInside = true
    let result: unknown
    try {
      result = original.apply(this, args)
    } finally {
      isInside = false
    }
    observe(args[0], args[1])
    return result
  }
  try {
    Object.defineProperty(write, 'length', { value: original.length })
    stream.write = write
  } catch {
    return NOT_CAPTURED // a frozen stream stays as it is
  }
  return {
    flush() {
      const rest = lines.rest()
      if (rest !== null) runAsSdk(() => send([rest]))
      settleHeldLines()
    },
    stop() {
      isStopped = true
      // Somebody may have wrapped our wrapper since then; theirs stays, and ours only passes writes on.
      if (stream.write !== write) return
      if (wasOwn) stream.write = original
      else delete stream.write
    },
  }
}
