/**
 * The annotations that a browser keeps for the next visit, by session. Several tabs write the same session: what is there already
 * is merged, never replaced.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Annotation } from '#lib/protocol/participants.ts'
import { AnnotationSet } from './annotation-set.ts'

interface AnnotatedSession {
  id: string
  updatedAtMs: number
  annotations: Annotation[]
}

interface Schema extends DBSchema {
  sessions: { key: string; value: AnnotatedSession; indexes: { updated: number } }
}

const NAME = 'agent-logger-annotations'

export interface AnnotationStorage {
  load(session: string): Promise<Annotation[]>
  save(session: string, annotations: readonly Annotation[], forgotten: readonly Annotation[]): Promise<void>
  remove(session: string): Promise<void>
  close(): void
}

export class AnnotationStore implements AnnotationStorage {
  readonly #db: IDBPDatabase<Schema>

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db
  }

  /** Throws when the browser has no storage for this page. */
  static async open(): Promise<AnnotationStore> {
    const db = await openDB<Schema>(NAME, 1, {
      upgrade(database) {
        database.createObjectStore('sessions', { keyPath: 'id' }).createIndex('updated', 'updatedAtMs')
      },
      // A newer page in another tab needs its turn.
      blocking: () => db.close(),
    })
    return new AnnotationStore(db)
  }

  async load(session: string): Promise<Annotation[]> {
    return (await this.#db.get('sessions', session))?.annotations ?? []
  }

  /** `forgotten` are not kept any longer, whichever tab wrote them. */
  async save(session: string, annotations: readonly Annotation[], forgotten: readonly Annotation[]): Promise<void> {
    const transaction = this.#db.transaction('sessions', 'readwrite')
    const { store } = transaction
    const set = new AnnotationSet()
    set.add((await store.get(session))?.annotations ?? [])
    set.forget(forgotten)
    set.add(annotations)
    await store.put({ id: session, updatedAtMs: Date.now(), annotations: [...set.all()] })
    let excess = (await store.count()) - LIMITS.annotatedSessionsMax
    for (
      let cursor = await store.index('updated').openCursor();
      cursor && excess > 0;
      cursor = await cursor.continue()
    ) {
      await cursor.delete()
      excess--
    }
    await transaction.done
  }

  async remove(session: string): Promise<void> {
    await this.#db.delete('sessions', session)
  }

  close(): void {
    this.#db.close()
  }
}
