/**
 * Reads stdin to its end and hands it on: to stdout first, when the command is a tee, then to the records. Nothing but stdout's
 * reader and the records' `push` can slow it down.
 */
import { once } from 'node:events'
import type { ChunkQueue } from './chunk-queue.ts'
import type { Streams } from './command.ts'

export interface PassThroughParts {
  streams: Pick<Streams, 'stdin' | 'stdout'>
  isTee: boolean
  chunks: ChunkQueue
  /** Resolves when reading must stop although the input goes on. */
  cut: Promise<void>
  /** Stdout cannot be written, as on a full disk. It gets nothing more; the records go on. */
  onBrokenOutput: (error: Error) => void
}

/**
 * Resolves at the end of stdin, at the cut, or like tee when stdout has no reader anymore. Ends the queue. Returns whether it was
 * the cut.
 */
export async function passThrough({ streams, isTee, chunks, cut, onBrokenOutput }: PassThroughParts): Promise<boolean> {
  let isCut = false
  const whenCut = cut.then(() => {
    isCut = true
    return true
  })
  const output = isTee ? new Output(streams.stdout, onBrokenOutput) : null
  const reading = async (): Promise<boolean> => {
    for await (const chunk of streams.stdin as AsyncIterable<Buffer>) {
      if (isCut) return true
      const isRoom = output?.write(chunk) ?? true
      const taken = chunks.push(chunk)
      if (!isRoom) await output?.whenDrained()
      await taken
      if (isCut || output?.isReaderGone) return isCut
    }
    await output?.whenWritten()
    return isCut
  }
  try {
    return await Promise.race([reading(), whenCut])
  } finally {
    isCut = true
    chunks.end()
  }
}

class Output {
  isReaderGone = false
  readonly #stdout: Streams['stdout']
  #isBroken = false

  constructor(stdout: Streams['stdout'], onBroken: (error: Error) => void) {
    this.#stdout = stdout
    stdout.once('error', (error: NodeJS.ErrnoException) => {
      this.#isBroken = true
      if (error.code === 'EPIPE') this.isReaderGone = true
      else onBroken(new Error(`the output cannot be written: ${error.message}`))
    })
  }

  /** Returns whether more may be written at once. */
  write(chunk: Buffer): boolean {
    return this.#isBroken || this.#stdout.write(chunk)
  }

  /** Also resolves when the output is gone. */
  async whenDrained(): Promise<void> {
    if (!this.#isBroken) await once(this.#stdout, 'drain').catch(() => {})
  }

  /** Resolves when the reader has everything, or is gone. */
  async whenWritten(): Promise<void> {
    if (!this.#isBroken) await new Promise<void>((resolve) => this.#stdout.write('', () => resolve()))
  }
}
