'use client'

/**
 * Source maps that a person gave this browser: kept in IndexedDB, never sent anywhere, bounded in number and size. Both libraries
 * are loaded when the first map is there.
 */
import type { TraceMap } from '@jridgewell/trace-mapping'
import type { DBSchema, IDBPDatabase } from 'idb'
import type { CodePlace } from '#lib/viewer/stack-frames.ts'

export interface KeptMap {
  /** Name of the script that it is for: `app-3f2a.js`. */
  script: string
  bytes: number
  addedAtMs: number
}

export interface MappedPlace extends CodePlace {
  name: string | null
  isOwn: boolean
}

export type MappedPlaces = ReadonlyMap<string, MappedPlace>

export type AddResult = 'added' | 'not-a-map' | 'too-large' | 'too-many' | 'not-kept'

/** Bounds of one map, of all maps, and of their number. */
export const MAP_BYTES_MAX = 32 * 1024 * 1024
export const MAPS_BYTES_MAX = 128 * 1024 * 1024
export const MAPS_MAX = 40
/** Opened maps that stay in memory. */
const OPEN_MAX = 6
/** Tells that there are maps without opening the database. */
const MARK = 'agent-logger.maps'

interface MapsSchema extends DBSchema {
  maps: { key: string; value: KeptMap & { text: string } }
  facts: { key: string; value: KeptMap }
}

const opened = new Map<string, TraceMap | null>()
const listeners = new Set<() => void>()
let version = 0

export function subscribeMaps(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Rises with each change of the kept maps. */
export const mapsVersion = () => version

export function placeKey({ file, line, column }: CodePlace): string {
  return `${file}:${line}:${column ?? ''}`
}

export function hasMaps(): boolean {
  try {
    return localStorage.getItem(MARK) !== null
  } catch {
    return false // the browser stores nothing for us
  }
}

export async function listMaps(): Promise<KeptMap[]> {
  if (!hasMaps()) return []
  return (await (await database()).getAll('facts')).sort((a, b) => b.addedAtMs - a.addedAtMs)
}

export async function addMap(file: File): Promise<AddResult> {
  if (file.size > MAP_BYTES_MAX) return 'too-large'
  const text = await file.text()
  const script = scriptOf(text, file.name)
  if (script === null) return 'not-a-map'
  try {
    const db = await database()
    const others = (await db.getAll('facts')).filter((other) => other.script !== script)
    const bytes = others.reduce((sum, other) => sum + other.bytes, file.size)
    if (others.length >= MAPS_MAX || bytes > MAPS_BYTES_MAX) return 'too-many'
    const fact: KeptMap = { script, bytes: file.size, addedAtMs: Date.now() }
    const change = db.transaction(['maps', 'facts'], 'readwrite')
    await Promise.all([
      change.objectStore('maps').put({ ...fact, text }),
      change.objectStore('facts').put(fact),
      change.done,
    ])
    localStorage.setItem(MARK, '1')
  } catch {
    return 'not-kept' // a private window, or no room
  }
  changed(script)
  return 'added'
}

export async function removeMap(script: string): Promise<void> {
  const db = await database()
  const change = db.transaction(['maps', 'facts'], 'readwrite')
  await Promise.all([
    change.objectStore('maps').delete(script),
    change.objectStore('facts').delete(script),
    change.done,
  ])
  if ((await db.count('facts')) === 0) localStorage.removeItem(MARK)
  changed(script)
}

/** The places in the sources, for those that a kept map knows. */
export async function mapPlaces(places: readonly CodePlace[]): Promise<MappedPlaces> {
  const found = new Map<string, MappedPlace>()
  const kept = new Set((await listMaps()).map(({ script }) => script))
  if (kept.size === 0) return found
  const { originalPositionFor } = await import('@jridgewell/trace-mapping')
  for (const place of places) {
    const script = baseName(place.file)
    const map = kept.has(script) ? await openMap(script) : null
    if (!map) continue
    const { source, line, column, name } = originalPositionFor(map, {
      line: Math.max(1, place.line),
      column: Math.max(0, (place.column ?? 1) - 1),
    })
    if (source === null) continue
    const isOwn = !/(?:^|\/)node_modules\//.test(source)
    found.set(placeKey(place), { file: source, line, column: column + 1, name, isOwn })
  }
  return found
}

function changed(script: string): void {
  opened.delete(script)
  version++
  for (const listener of listeners) listener()
}

async function openMap(script: string): Promise<TraceMap | null> {
  const known = opened.get(script)
  if (known !== undefined) return known
  const { FlattenMap } = await import('@jridgewell/trace-mapping')
  let map: TraceMap | null = null
  try {
    const kept = await (await database()).get('maps', script)
    if (kept) map = new FlattenMap(kept.text)
  } catch {
    // A map that cannot be read maps nothing; the stack stays as it came.
  }
  for (const oldest of opened.keys()) {
    if (opened.size < OPEN_MAX) break
    opened.delete(oldest)
  }
  opened.set(script, map)
  return map
}

/** The script that a map is for: what it says, else its own name without `.map`. Null for what is no map. */
function scriptOf(text: string, name: string): string | null {
  try {
    const map: unknown = JSON.parse(text)
    if (typeof map !== 'object' || map === null || !('version' in map) || map.version !== 3) return null
    if (!('mappings' in map) && !('sections' in map)) return null
    const own = baseName(name.replace(/\.map$/i, ''))
    const said = 'file' in map && typeof map.file === 'string' ? baseName(map.file) : ''
    return (/\.[cm]?[jt]sx?$/i.test(own) ? own : said || own).slice(0, 300)
  } catch {
    return null
  }
}

/** `https://shop.example/js/app.js?v=3` → `app.js`. */
function baseName(file: string): string {
  return (file.split(/[?#]/, 1)[0] ?? '').split(/[/\\]/).at(-1) ?? ''
}

let connection: Promise<IDBPDatabase<MapsSchema>> | null = null

function database(): Promise<IDBPDatabase<MapsSchema>> {
  connection ??= import('idb').then(({ openDB }) =>
    openDB<MapsSchema>('agent-logger-source-maps', 1, {
      upgrade: (db) => {
        db.createObjectStore('maps', { keyPath: 'script' })
        db.createObjectStore('facts', { keyPath: 'script' })
      },
    }),
  )
  connection.catch(() => {
    connection = null // the next try may have more luck
  })
  return connection
}
