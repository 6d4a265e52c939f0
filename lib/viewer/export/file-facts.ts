/** What the writers of files know beside the records: which file, and whose sessions it holds. Plain data. */
import { visibleLine } from '#lib/protocol/visible-text.ts'

export const FILE_FORMATS = ['text', 'ndjson', 'json', 'csv', 'markdown', 'html'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

/** File name extension and media type of each format. */
export const FILE_KINDS: Record<FileFormat, { extension: string; type: string }> = {
  text: { extension: 'txt', type: 'text/plain' },
  ndjson: { extension: 'ndjson', type: 'application/x-ndjson' },
  json: { extension: 'json', type: 'application/json' },
  csv: { extension: 'csv', type: 'text/csv' },
  markdown: { extension: 'md', type: 'text/markdown' },
  html: { extension: 'html', type: 'text/html' },
}

export interface FileDevice {
  id: string
  name: string
  platform: string
  os: string
  model: string
  appName: string
  appVersion: string
}

export interface FileSession {
  id: string
  /** Epoch milliseconds; 0: unknown. */
  startedAtMs: number
  /** Epoch milliseconds; null: not ended, or unknown. */
  endedAtMs: number | null
  /** How far the relay's clock is ahead of the device's, milliseconds; null: unknown. */
  clockOffsetMs: number | null
  device: FileDevice | null
}

export interface FileFacts {
  /** What passes the filter, or everything. */
  which: 'shown' | 'all'
  /** Epoch milliseconds. */
  writtenAtMs: number
  /** The filter in words; empty: none. */
  filter: string
  /** In the order of the list. One that begins while the file is written is not among them. */
  sessions: readonly FileSession[]
}

/** Longest part of a file name that comes from a device, characters. */
const NAME_CHARS_MAX = 60

/** `<device>_<2026-11-22T20-15-03Z>_shown.ndjson`, safe on every system. */
export function fileName({ which, writtenAtMs, sessions }: FileFacts, format: FileFormat): string {
  const names = [...new Set(sessions.map(({ device }) => device?.name ?? ''))].filter(Boolean)
  const name = names.length === 1 ? safeName(names[0] as string) : ''
  const stamp = new Date(writtenAtMs).toISOString().replace(/\.\d+/, '').replaceAll(':', '-')
  return `${name || 'logs'}_${stamp}_${which}.${FILE_KINDS[format].extension}`
}

/** No separators, reserved characters, control characters or dots at its ends, and none of the names that Windows reserves. */
function safeName(text: string): string {
  const name = [...visibleLine(text).replace(/[^\p{L}\p{M}\p{N}._ ()+-]+/gu, '-')]
    .slice(0, NAME_CHARS_MAX)
    .join('')
    .replace(/\s+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(name) ? `${name}-log` : name
}

/**
 * Names a session in files that hold several: its device's name, with the start of its id where that alone would not tell.
 * Empty in files that hold one.
 */
export function sessionLabels(sessions: readonly FileSession[]): (id: string) => string {
  if (sessions.length < 2) return () => ''
  const names = sessions.map(({ device }) => visibleLine(device?.name ?? ''))
  const labels = new Map(
    sessions.map(({ id }, i) => {
      const name = names[i] as string
      const isAlone = name !== '' && names.indexOf(name) === names.lastIndexOf(name)
      return [id, isAlone ? name : [name, id.slice(0, 6)].filter(Boolean).join(' ')] as const
    }),
  )
  return (id) => labels.get(id) ?? id.slice(0, 6)
}
