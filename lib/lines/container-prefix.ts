/**
 * The prefix that a container tool puts before the lines of programs: `docker compose logs`, `docker logs -t`,
 * `kubectl logs --prefix`, and the files of container runtimes. Prefixes may follow each other: a service, then a time.
 */
import { readTime } from './text-time.ts'

export interface ContainerPrefix {
  /** Characters that the prefix takes, with blanks and colors. */
  length: number
  /** The prefix itself, without colors and separators: `web-1`, `pod/web-7d9/app`. */
  name: string
  /** Names the source of the line: lines of other sources may lie between two of its lines. Empty when only a time is known. */
  source: string
  /** Epoch milliseconds at which the container tool got the line, where it says so. */
  timeMs: number | undefined
  /** Whether nothing else looks like this. Otherwise the text behind it has to prove it: `name | text` may be a table. */
  isCertain: boolean
}

/** Longest prefix that is looked for. */
const HEAD_CHARS = 200
// biome-ignore lint/suspicious/noControlCharactersInRegex: color codes begin with the escape character.
const ANSI = /\u001b\[[0-9;:]{0,32}m/g
const COLOR = String.raw`(?:\u001b\[[0-9;:]{0,32}m){0,4}`
const COMPOSE = new RegExp(String.raw`^${COLOR}([A-Za-z0-9][\w.-]{0,62})${COLOR} {1,40}\|${COLOR}(?: |$)${COLOR}`)
const KUBECTL = new RegExp(String.raw`^${COLOR}\[(pod/[\w.-]{1,80}/[\w.-]{1,80})\]${COLOR}(?: |$)`)
/** `2026-01-02T03:04:05.678901234Z text`, and the container runtime interface's `… stdout F text`. */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d))(?: (?:stdout|stderr) [FP])?(?: |$)/

/** Null when the line has no such prefix. */
export function readContainerPrefix(line: string): ContainerPrefix | null {
  // Nearly every line without a prefix ends here.
  if (line.charCodeAt(0) === 32 || line.charCodeAt(0) === 9) return null
  const head = line.length > HEAD_CHARS ? line.slice(0, HEAD_CHARS) : line
  const hasBar = head.includes('|')
  const named = (hasBar && COMPOSE.exec(head)) || (head.includes('[pod/') && KUBECTL.exec(head)) || null
  const source = named?.[1] ?? ''
  const rest = named ? head.slice(named[0].length) : head
  const stamp = STAMP.exec(rest)
  if (!named && !stamp) return null
  return {
    length: (named?.[0].length ?? 0) + (stamp?.[0].length ?? 0),
    name: [source, stamp?.[1]].filter(Boolean).join(' '),
    source,
    timeMs: stamp ? readTime(stamp[1] as string, 0)?.timeMs : undefined,
    isCertain: stamp !== null || source.startsWith('pod/') || /[-_]\d{1,4}$/.test(source),
  }
}

/** The text without the colors in it. */
export function withoutColors(text: string): string {
  return text.includes('\u001b') ? text.replace(ANSI, '') : text
}
