/**
 * Logs that a person keeps in this browser (docs/decisions/0031-files-and-keep.md): what is known of each, and its records as
 * pieces of NDJSON, compressed where the browser can. One piece and its entry are written together, so that a crash loses no
 * more than the last seconds. Loaded only when somebody keeps or lists.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { SeqRange } from '#lib/protocol/messages.ts'

export interface KeptLog {
  /** Id of the session that was in view. */
  id: string
  /** Name of the device. */
  name: string
  appName: string
  startedAtMs: number
  updatedAtMs: number
  recordCount: number
  bytes: number
  pieceCount: number
  /** Which records are kept, by session. */
  kept: (readonly [session: string, ranges: readonly SeqRange[]])[]
  /** The share link that gave access; null for people with an account here. */
  link: string | null
}

interface Piece {
  log: string
  number: number
  bytes: ArrayBuffer
}

interface Schema extends DBSchema {
  logs: { key: string; value: KeptLog }
  pieces: { key: [log: string, number: number]; value: Piece }
}

const NAME = 'agent-logger-kept'
/** Logs that are kept at once. */
const LOGS_MAX = 200

export class KeptStore {
  readonly #db: IDBPDatabase<Schema>

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db
  }

  /** Throws when the browser has no storage for this page. */
  static async open(): Promise<KeptStore> {
    const db = await openDB<Schema>(NAME, 1, {
      upgrade(database) {
        database.createObjectStore('logs', { keyPath: 'id' })
        database.createObjectStore('pieces', { keyPath: ['log', 'number'] })
      },
      // A newer page in another tab needs its turn.
      blocking: () => db.close(),
    })
    return new KeptStore(db)
  }

  /** The latest first. */
  async list(): Promise<KeptLog[]> {
    return (await this.#db.getAll('logs')).sort((a, b) => b.updatedAtMs - a.updatedAtMs)
  }

  async find(id: string): Promise<KeptLog | null> {
    return (await this.#db.get('logs', id)) ?? null
  }

  /** Adds a piece. `next` gets the entry as it is now, which another tab may have changed, and returns it as it becomes. */
  async append(id: string, bytes: ArrayBuffer, next: (now: KeptLog | null) => KeptLog): Promise<KeptLog> {
    const transaction = this.#db.transaction(['logs', 'pieces'], 'readwrite')
    const logs = transaction.objectStore('logs')
    const changed = next((await logs.get(id)) ?? null)
    const log = { ...changed, bytes: changed.bytes + bytes.byteLength, pieceCount: changed.pieceCount + 1 }
    await transaction.objectStore('pieces').put({ log: id, number: log.pieceCount, bytes })
    await logs.put(log)
    await transaction.done
    return log
  }

  /** The bytes of a log, piece by piece in the order they were kept. */
  async *pieces(id: string): AsyncGenerator<ArrayBuffer> {
    const count = (await this.find(id))?.pieceCount ?? 0
    for (let number = 1; number <= count; number++) {
      const piece = await this.#db.get('pieces', [id, number])
      if (piece) yield piece.bytes
    }
  }

  async remove(id: string): Promise<void> {
    const transaction = this.#db.transaction(['logs', 'pieces'], 'readwrite')
    await transaction.objectStore('pieces').delete(IDBKeyRange.bound([id, 0], [id, Number.POSITIVE_INFINITY]))
    await transaction.objectStore('logs').delete(id)
    await transaction.done
  }

  async clear(): Promise<void> {
    const transaction = this.#db.transaction(['logs', 'pieces'], 'readwrite')
    await transaction.objectStore('pieces').clear()
    await transaction.objectStore('logs').clear()
    await transaction.done
  }

  /** Removes the logs that were used longest ago until the rest fits, and returns them. `current` stays, however large. */
  async makeRoom(bytesMax: number, current: string): Promise<KeptLog[]> {
    const removed: KeptLog[] = []
    const logs = await this.list()
    let bytes = logs.reduce((sum, log) => sum + log.bytes, 0)
    while (bytes > bytesMax || logs.length > LOGS_MAX) {
      const oldest = logs.findLastIndex(({ id }) => id !== current)
      const [log] = oldest < 0 ? [] : logs.splice(oldest, 1)
      if (!log) break
      await this.remove(log.id)
      bytes -= log.bytes
      removed.push(log)
    }
    return removed
  }

  close(): void {
    this.#db.close()
  }
}
