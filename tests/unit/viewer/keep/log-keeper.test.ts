/** What is kept is the log, however its records arrive, and however often keeping stops and begins again. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FileSource } from '#lib/viewer/file-source.ts'
import { keptInput } from '#lib/viewer/keep/kept-input.ts'
import type { KeptLog } from '#lib/viewer/keep/kept-store.ts'
import { LogKeeper } from '#lib/viewer/keep/log-keeper.ts'
import { LogStore } from '#lib/viewer/log-store.ts'
import { factsOf, sessionOf } from '#tests/unit/viewer/export/any-record.ts'

/** As KeptStore, in memory. */
class MemoryStore {
  log: KeptLog | null = null
  parts: ArrayBuffer[] = []
  removed: KeptLog[] = []
  failure: Error | null = null

  async find(): Promise<KeptLog | null> {
    return structuredClone(this.log)
  }

  async append(_id: string, bytes: ArrayBuffer, next: (now: KeptLog | null) => KeptLog): Promise<KeptLog> {
    if (this.failure) throw this.failure
    const changed = next(structuredClone(this.log))
    this.log = { ...changed, bytes: changed.bytes + bytes.byteLength, pieceCount: changed.pieceCount + 1 }
    this.parts.push(bytes)
    return this.log
  }

  async *pieces(): AsyncGenerator<ArrayBuffer> {
    yield* this.parts
  }

  async makeRoom(): Promise<KeptLog[]> {
    return this.removed
  }
}

const record = (seq: number) => ({ seq, timeMs: seq, level: 'info' as const, body: `record ${seq}` })

function keeping(log: LogStore, store: MemoryStore, bytesMax = 1e9) {
  const ends: unknown[] = []
  const removed: string[] = []
  const sessions = [sessionOf('a', 0), sessionOf('b', 1)]
  const keeper = new LogKeeper({
    log,
    store,
    id: 'a',
    describe: async () => ({
      facts: factsOf(sessions),
      entry: { id: 'a', name: 'Pixel 8', appName: 'Shop', startedAtMs: 1, link: null },
    }),
    bytesMax: () => bytesMax,
    onRemoved: (logs) => removed.push(...logs.map(({ id }) => id)),
    onEnd: (reason) => ends.push(reason),
    after: () => () => {},
  })
  return { keeper, ends, removed }
}

async function reopened(store: MemoryStore): Promise<{ session: string; seq: number }[]> {
  const input = keptInput(store, store.log as KeptLog)
  const source = new FileSource({ input, schedule: (task) => queueMicrotask(task) })
  await new Promise<void>((resolve) => source.subscribe(() => source.snapshot().file.state === 'read' && resolve()))
  expect(source.snapshot().file.faultCount).toBe(0)
  const { records } = await source.log.ask('page', { which: 'all', after: null, countMax: 100_000 })
  return records.map((placed) => ({ session: placed.session, seq: placed.record.seq }))
}

/** Runs of new records in any order, and what happens in between. */
const runs = fc.uniqueArray(fc.record({ session: fc.constantFrom('a', 'b'), seq: fc.integer({ min: 1, max: 40 }) }), {
  minLength: 1,
  maxLength: 60,
  selector: ({ session, seq }) => `${session}${seq}`,
})
const acts = fc.array(fc.constantFrom('flush', 'again', 'none'), { minLength: 60, maxLength: 60 })

test('every record is kept once, in whatever order it came, across new tabs', async () => {
  await fc.assert(
    fc.asyncProperty(runs, acts, async (places, what) => {
      const log = new LogStore({ schedule: (task) => task() })
      log.begin('a', 1_000)
      log.begin('b', 2_000)
      const store = new MemoryStore()
      let { keeper } = keeping(log, store)
      for (const [i, { session, seq }] of places.entries()) {
        log.append(session, [record(seq)], 100)
        if (what[i] === 'flush') await keeper.flush()
        if (what[i] !== 'again') continue
        await keeper.flush()
        keeper.close()
        keeper = keeping(log, store).keeper
      }
      await keeper.flush()
      await keeper.flush()
      const { records } = await log.ask('page', { which: 'all', after: null, countMax: 1_000 })
      expect(await reopened(store)).toEqual(records.map((one) => ({ session: one.session, seq: one.record.seq })))
      expect(store.log?.recordCount).toBe(places.length)
    }),
    { numRuns: 60 },
  )
})

describe('keeping ends', () => {
  const oneRecord = () => {
    const log = new LogStore({ schedule: (task) => task() })
    log.append('a', [record(1)], 100)
    return log
  }

  test('when this log alone fills the space, and says which others had to go', async () => {
    const store = new MemoryStore()
    store.removed = [{ id: 'old' } as KeptLog]
    const { keeper, ends, removed } = keeping(oneRecord(), store, 10)
    await keeper.flush()
    expect(ends).toEqual(['full'])
    expect(removed).toEqual(['old'])
  })

  test('when somebody deletes the copy, which does not come back', async () => {
    const store = new MemoryStore()
    const log = oneRecord()
    const { keeper, ends } = keeping(log, store)
    await keeper.flush()
    store.log = null
    log.append('a', [record(2)], 100)
    await keeper.flush()
    expect(ends).toEqual(['removed'])
    expect(store.log).toBeNull()
  })

  test('when the browser refuses to write', async () => {
    const store = new MemoryStore()
    store.failure = new DOMException('no space', 'QuotaExceededError')
    const { keeper, ends } = keeping(oneRecord(), store)
    await keeper.flush()
    expect(ends).toEqual([store.failure])
  })
})
