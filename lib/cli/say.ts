/** One line for people on stderr. Names in it come from strangers, so they cannot start a line of their own or carry escapes. */
import { visibleLine } from '#lib/protocol/visible-text.ts'

export function say(stderr: NodeJS.WritableStream, line: string): void {
  stderr.write(`${visibleLine(line)}\n`)
}
