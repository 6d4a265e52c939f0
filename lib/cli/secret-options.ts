/**
 * Secrets of the command line: from a flag, a file, stdin or the environment. Other users of the machine see a flag's value in
 * the list of processes, so a person who types one learns of the other ways.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { type Streams, UsageError } from './command.ts'
import { say } from './say.ts'

export type SecretName = 'token' | 'link' | 'direct-code'

export interface SecretFlags {
  /** Value of `--NAME`; `-` means stdin. */
  value: string | undefined
  /** Value of `--NAME-file`. */
  file: string | undefined
}

export interface SecretParts extends SecretFlags {
  streams: Streams
  /** Whether the command leaves stdin to us. */
  isStdinFree: boolean
}

/** More than any secret has. */
const SECRET_BYTES_MAX = 4_096
const READABLE_BY_OTHERS = 0o044
const WHERE_SEEN = 'is visible to other users of this machine while the command runs'

export const TOKEN_HELP = `
The token comes from --token, --token-file or AGENT_LOGGER_TOKEN, the server from --server or AGENT_LOGGER_SERVER.
A flag takes precedence over the variable. ps shows the value of --token to other users, so prefer a file or the variable.`

export function variableOf(name: SecretName): string {
  return `AGENT_LOGGER_${name.replace('-', '_').toUpperCase()}`
}

export function isGiven({ value, file }: SecretFlags): boolean {
  return value !== undefined || file !== undefined
}

/**
 * The secret by the flag or the file, else by the variable; undefined when nothing gives it. Throws UsageError when both flags are
 * given, and when a file or stdin cannot be read, is empty or holds more than the secret.
 */
export async function readSecret(name: SecretName, parts: SecretParts): Promise<string | undefined> {
  const { value, file, streams, isStdinFree } = parts
  if (value !== undefined && file !== undefined) throw new UsageError(`use either --${name} or --${name}-file`)
  if (file !== undefined) return readFrom(`--${name}-file ${file}`, await readSecretFile(name, file, streams))
  if (value === '-') {
    if (!isStdinFree)
      throw new UsageError(`--${name} - is not possible here, because stdin carries the log; use --${name}-file`)
    return readFrom(`--${name} -`, await firstLine(streams.stdin))
  }
  if (value === undefined) return streams.env[variableOf(name)]?.trim() || undefined
  if (streams.stderr.isTTY)
    say(streams.stderr, `the value of --${name} ${WHERE_SEEN}; use ${variableOf(name)} or --${name}-file`)
  return value
}

function readFrom(source: string, text: string): string {
  const secret = text.trim()
  if (secret === '') throw new UsageError(`${source} is empty`)
  if (/\s/.test(secret)) throw new UsageError(`${source} must hold the secret alone, on one line`)
  return secret
}

/** Does not refuse a file that others can read, because mounted secrets often are, but says so. */
async function readSecretFile(name: SecretName, file: string, { stderr }: Streams): Promise<string> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file)
    const found = await handle.stat()
    if (process.platform !== 'win32' && found.isFile() && (found.mode & READABLE_BY_OTHERS) !== 0)
      say(stderr, `other users of this machine can read ${file}; run chmod 600 on it`)
    return await upTo(handle.createReadStream({ autoClose: false, end: SECRET_BYTES_MAX }), `--${name}-file ${file}`)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    throw new UsageError(`--${name}-file ${file} cannot be read${reason}`)
  } finally {
    await handle?.close()
  }
}

async function upTo(stream: AsyncIterable<Buffer>, source: string): Promise<string> {
  let text = ''
  for await (const chunk of stream) {
    text += chunk
    if (text.length > SECRET_BYTES_MAX) throw new UsageError(`${source} holds more than ${SECRET_BYTES_MAX} bytes`)
  }
  return text
}

/** A person ends the secret with Enter, a pipe with its end. */
async function firstLine(stdin: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stdin as AsyncIterable<Buffer>) {
    text += chunk
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'))
    if (text.length > SECRET_BYTES_MAX) throw new UsageError(`stdin holds more than ${SECRET_BYTES_MAX} bytes`)
  }
  return text
}
