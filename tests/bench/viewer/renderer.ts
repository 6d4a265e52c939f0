/** What a tab's process uses, as the kernel counts it: CPU time by kind of thread, and memory with its workers and buffers. */
import { readdirSync, readFileSync } from 'node:fs'
import { memoryBytes } from '#tests/bench/process-cost.ts'
import type { Tab } from './chromium.ts'
import type { ThreadId } from './main-thread.ts'

/** CPU time of threads, seconds. */
export interface ThreadSeconds {
  main: number
  workers: number
  /** Everything in the process, the two before included. */
  all: number
}

export function threadSeconds({ pid, tid }: ThreadId): ThreadSeconds {
  const seconds = { main: 0, workers: 0, all: 0 }
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const read = (file: string) => readFileSync(`/proc/${pid}/task/${thread}/${file}`, 'utf8')
    try {
      const own = Number(read('schedstat').split(' ', 1)[0]) / 1e9
      seconds.all += own
      if (Number(thread) === tid) seconds.main += own
      else if (read('comm').startsWith('DedicatedWorker')) seconds.workers += own
    } catch {
      // The thread has ended meanwhile.
    }
  }
  return seconds
}

export interface TabMemory {
  /** Proportional set size of the process: heaps, buffers, code, whatever it has in memory. */
  processBytes: number
  /** Heaps of the page and of its workers, and the buffers behind their arrays. */
  heapBytes: number
  bufferBytes: number
}

/** After the garbage of the page and of its workers was collected. */
export async function tabMemory(tab: Tab, { pid }: ThreadId): Promise<TabMemory> {
  const memory = { processBytes: 0, heapBytes: 0, bufferBytes: 0 }
  for (const target of [tab, ...(await tab.workers())]) {
    await target.send('HeapProfiler.collectGarbage')
    const { usedSize, backingStorageSize = 0 } = await target.send('Runtime.getHeapUsage')
    memory.heapBytes += usedSize
    memory.bufferBytes += backingStorageSize
  }
  await tab.leaveWorkers()
  memory.processBytes = memoryBytes(pid)
  return memory
}
