/** Everything that one run measured, as stored in the JSON file: the raw slices, never only derived values. */
import { execFileSync } from 'node:child_process'
import os from 'node:os'
import { canPin } from '#tests/bench/pinned-worker.ts'
import type { ColdStart } from '#tests/bench/sections/cold-start.ts'
import type { IngestSlice } from '#tests/bench/sections/ingest.ts'
import type { LatencySlice } from '#tests/bench/sections/latency.ts'
import type { ListsRun } from '#tests/bench/sections/lists.ts'
import type { IdleMemory } from '#tests/bench/sections/memory.ts'
import type { SlowSlice } from '#tests/bench/sections/slow-viewer.ts'
import type { StrangersSlice } from '#tests/bench/sections/strangers.ts'
import { versionOf } from '#tests/bench/servers/programs.ts'
import type { Slice } from '#tests/bench/slice.ts'

export interface Machine {
  cpu: string
  cores: number
  memoryGiB: number
  system: string
  node: string
  programs: string[]
  isPinned: boolean
  commit: string
  /** The measured sources had uncommitted changes. */
  isDirty: boolean
}

export interface DropRun {
  seconds: number
  results: {
    reset: string
    arm: string
    sent: number
    delivered: number
    lost: number
    repeated: number
    reordered: number
  }[]
}

export interface Measurements {
  machine: Machine
  command: string
  startedAt: string
  seconds: number
  seed: number
  viewers: number
  failures: { section: string; reason: string }[]
  cost?: Slice[]
  batches?: Slice[]
  viewersSlope?: Slice[]
  devicesSlope?: Slice[]
  nodes?: Slice[]
  /** The same arms with the server of another checkout. */
  against?: { checkout: string; slices: Slice[] }
  latency?: LatencySlice[]
  memory?: IdleMemory[]
  slow?: SlowSlice[]
  /** Why it could not be measured, if so. */
  strangers?: StrangersSlice[] | string
  ingest?: IngestSlice[]
  start?: ColdStart | string
  /** Why they could not be measured, if so. */
  lists?: ListsRun | string
  /** Why log.io could not be measured, if it was requested. */
  logIo?: string
  /** Output of `bench:drop` and `bench:sdk`, if it was provided. */
  drop?: DropRun
  sdk?: Record<string, unknown>
}

export function thisMachine(): Machine {
  const git = (...args: string[]) => {
    try {
      return execFileSync('git', args, {
        cwd: import.meta.dirname,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    } catch {
      return ''
    }
  }
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    programs: (['nats', 'redis', 'mosquitto'] as const).map(versionOf).filter(Boolean),
    isPinned: canPin,
    commit: git('rev-parse', '--short', 'HEAD').trim(),
    isDirty: git('status', '--porcelain', '--', '../../lib', '../../tests/bench').trim() !== '',
  }
}
