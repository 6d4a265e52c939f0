/** Fake streams for the command line: stdin with given text, and outputs that record what is written. */
import { PassThrough, Readable } from 'node:stream'
import { main } from '#lib/cli/main.ts'

export interface Ran {
  exitCode: number
  stdout: string
  stderr: string
}

export async function runMain(
  args: string[],
  input = '',
  env: Record<string, string> = {},
  isTTY = false,
): Promise<Ran> {
  const said = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') => {
    const stream = new PassThrough()
    stream.on('data', (chunk) => {
      said[name] += chunk
    })
    return stream
  }
  const streams = {
    stdin: Readable.from([Buffer.from(input)]),
    stdout: sink('stdout'),
    stderr: Object.assign(sink('stderr'), { isTTY }),
    env,
  }
  const exitCode = await main(args, streams)
  return { exitCode, ...said }
}
