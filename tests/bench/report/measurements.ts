/** All that one run has measured, as it is kept in the JSON file: raw slices, never only what was made of them. */
import { execFileSync } from 'node:child_process'
import os from 'node:os'
import { canPin } from '../pinned-worker.ts'
import type { ColdStart } from '../sections/cold-start.ts'
import type { LatencySlice } from '../sections/latency.ts'
import type { IdleMemory } from '../sections/memory.ts'
import type { SlowSlice } from '../sections/slow-viewer.ts'
import { versionOf } from '../servers/programs.ts'
import type { Slice } from '../slice.ts'

export interface Machine {
  cpu: string
  cores: number
  memoryGiB: number
  system: string
  node: string
  programs: string[]
  isPinned: boolean
  commit: string
  /** Sources that are not committed were measured. */
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
  latency?: LatencySlice[]
  memory?: IdleMemory[]
  slow?: SlowSlice[]
  /** The reason, where it could not be measured. */
  start?: ColdStart | string
  /** Why log.io could not be measured, when it was asked for. */
  logIo?: string
  /** What `bench:drop` and `bench:sdk` wrote, when it was handed over. */
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
