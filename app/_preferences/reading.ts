/** How a person likes to read logs: wrapping, density, text size, times, order, columns. Pure: reads and writes one text. */
import { TIME_STYLES, type TimeStyle } from '#lib/viewer/format-time.ts'

export const DENSITIES = ['compact', 'normal', 'roomy'] as const
export type Density = (typeof DENSITIES)[number]
export const TEXT_SIZES = ['small', 'medium', 'large'] as const
export type TextSize = (typeof TEXT_SIZES)[number]

/** A column with the value of one attribute. */
export interface ReadingColumn {
  /** Name of the attribute; a dot leads into an object. */
  key: string
  /** Width in characters. */
  chars: number
}

export interface Reading {
  /** Null: where the list is too narrow for long lines. */
  isWrapped: boolean | null
  density: Density
  textSize: TextSize
  timeStyle: TimeStyle
  isNewestFirst: boolean
  /** Whether similar records in a row share one row. */
  isCollapsed: boolean
  columns: readonly ReadingColumn[]
}

export const USUAL_READING: Reading = {
  isWrapped: null,
  density: 'normal',
  textSize: 'medium',
  timeStyle: 'local',
  isNewestFirst: false,
  isCollapsed: false,
  columns: [],
}

export const COLUMNS_MAX = 8
export const COLUMN_CHARS = { min: 4, usual: 16, max: 60 } as const
const KEY_CHARS_MAX = 200

/** What was stored may be old, broken or written by somebody else. */
export function parseReading(text: string | null): Reading {
  const stored = objectOf(text)
  return {
    isWrapped: typeof stored.isWrapped === 'boolean' ? stored.isWrapped : null,
    density: oneOf(DENSITIES, stored.density, USUAL_READING.density),
    textSize: oneOf(TEXT_SIZES, stored.textSize, USUAL_READING.textSize),
    timeStyle: oneOf(TIME_STYLES, stored.timeStyle, USUAL_READING.timeStyle),
    isNewestFirst: stored.isNewestFirst === true,
    isCollapsed: stored.isCollapsed === true,
    columns: columnsOf(stored.columns),
  }
}

export function writeReading(reading: Reading): string {
  return JSON.stringify(reading)
}

export function withColumn({ columns }: Reading, key: string): ReadingColumn[] {
  if (columns.some((column) => column.key === key)) return [...columns]
  return [...columns, { key, chars: COLUMN_CHARS.usual }].slice(0, COLUMNS_MAX)
}

export function boundedChars(chars: number): number {
  return Math.min(COLUMN_CHARS.max, Math.max(COLUMN_CHARS.min, Math.round(chars)))
}

function objectOf(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function oneOf<T extends string>(all: readonly T[], value: unknown, usual: T): T {
  return all.find((one) => one === value) ?? usual
}

function columnsOf(value: unknown): ReadingColumn[] {
  if (!Array.isArray(value)) return []
  const columns = new Map<string, ReadingColumn>()
  for (const one of value.slice(0, COLUMNS_MAX)) {
    if (typeof one !== 'object' || one === null) continue
    const { key, chars } = one as { key?: unknown; chars?: unknown }
    if (typeof key !== 'string' || key === '' || key.length > KEY_CHARS_MAX) continue
    const isNumber = typeof chars === 'number' && Number.isFinite(chars)
    columns.set(key, { key, chars: isNumber ? boundedChars(chars) : COLUMN_CHARS.usual })
  }
  return [...columns.values()]
}
