/**
 * Opens the same new databases from two threads at the same moments, as two servers that start at once do; prints how
 * many opens failed.
 */
import path from 'node:path'
import { isMainThread, threadId, Worker, workerData } from 'node:worker_threads'
import { openTarget } from '#lib/server/db/migration-target.ts'

const ROUNDS = 200
const THREADS = 2

if (isMainThread) {
  const [folder = ''] = process.argv.slice(2)
  const arrivals = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * ROUNDS)
  for (let thread = 0; thread < THREADS; thread++) {
    // A thread does not inherit tsx from --import.
    const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}) })`
    new Worker(start, { eval: true, workerData: { arrivals, folder } })
  }
} else {
  const { arrivals, folder } = workerData as { arrivals: SharedArrayBuffer; folder: string }
  const here = new Int32Array(arrivals)
  let failed = 0
  // Loads its modules before the first rendezvous.
  await (await openTarget(`file:${path.join(folder, `own-${threadId}.db`)}`)).close()
  for (let round = 0; round < ROUNDS; round++) {
    Atomics.add(here, round, 1)
    while (Atomics.load(here, round) < THREADS);
    await openTarget(`file:${path.join(folder, `${round}.db`)}`).then(
      (target) => target.close(),
      () => failed++,
    )
  }
  process.stdout.write(`${failed} failed\n`)
}
