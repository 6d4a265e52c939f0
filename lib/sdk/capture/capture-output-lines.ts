/**
 * The lines of one output stream, from writes that may end anywhere: inside a line, a character, or a line end. Text and bytes may
 * alternate. Pure.
 */
import { LIMITS } from '#lib/protocol/limits.ts'

/** Encodings in which a string stands for bytes, which may be text again. In all others the string itself is the text. */
const BYTE_ENCODINGS = new Set(['hex', 'base64', 'base64url'])

export class OutputLines {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #rest = ''

  /** Returns the lines that this write completes, without their line ends. */
  take(chunk: unknown, encoding: unknown): string[] {
    const text = this.#text(chunk, encoding)
    let complete: string[] = []
    if (/[\r\n]/.test(text)) complete = this.#complete(this.#rest + text)
    // Nothing but appended: a line may come in very many writes.
    else this.#rest += text
    // One UTF-16 unit is at least one byte, so no longer line could be sent.
    if (this.#rest.length > LIMITS.recordBytesMax) complete.push(this.rest() ?? '')
    return complete
  }

  /** Keeps what follows the last line end. */
  #complete(text: string): string[] {
    const lines = text.split('\n')
    const rest = lines.pop() ?? ''
    this.#rest = rest.slice(beginOf(rest))
    return lines.map(shown)
  }

  /** Returns the text after the last line end, or null, and forgets it. */
  rest(): string | null {
    const rest = shown(this.#rest)
    this.#rest = ''
    return rest === '' ? null : rest
  }

  #text(chunk: unknown, encoding: unknown): string {
    if (typeof chunk !== 'string') return this.#decode(chunk)
    if (typeof encoding === 'string' && BYTE_ENCODINGS.has(encoding.toLowerCase()))
      return this.#decode(Buffer.from(chunk, encoding as 'hex'))
    // Bytes that ended inside a character are no character when text follows them.
    return this.#decoder.decode() + chunk
  }

  #decode(bytes: unknown): string {
    return ArrayBuffer.isView(bytes) ? this.#decoder.decode(bytes, { stream: true }) : ''
  }
}

/** What a terminal leaves of a line: a CR begins it anew, as progress bars do. A CR at its end belongs to the line end. */
function shown(line: string): string {
  return line.slice(beginOf(line), endOf(line))
}

function beginOf(line: string): number {
  const end = endOf(line)
  return end === 0 ? 0 : line.lastIndexOf('\r', end - 1) + 1
}

function endOf(line: string): number {
  return line.endsWith('\r') ? line.length - 1 : line.length
}
