/**
 * Runs one slice and reports what it cost the server: CPU time between the first record and the last arrival, for a fixed number
 * of deliveries. Also reports what else the machine did, so that a disturbed slice can be recognized.
 */

import type { ArmServer } from './arm-server.ts'
import type { Arm } from './arms.ts'
import type { StreamOrder, StreamResult } from './load/stream-run.ts'
import type { PinnedWorker } from './pinned-worker.ts'
import { cpuSeconds, machineTime } from './process-cost.ts'

export interface Slice {
  arm: string
  round: number
  viewers: number
  devices: number
  serverCpuSeconds: number
  cpuSecondsPerMillion: number
  cpuMicrosecondsPerBatch: number
  /** CPU time of others on this machine, and time the hypervisor took, as shares of one core. */
  otherShare: number | null
  stealShare: number | null
  /** Bytes sent to Redis during the slice. */
  busBytes?: number
  result: StreamResult
}

export interface Scenario {
  round: number
  viewers: number
  devices?: number
  deliveries?: number
  seed: number
  corpusDir?: string
}

let count = 0

export async function runSlice(arm: Arm, server: ArmServer, load: PinnedWorker, scenario: Scenario): Promise<Slice> {
  const { viewers, devices = 1, seed, corpusDir } = scenario
  const order: StreamOrder = {
    server: arm.server === 'relay-pair' ? 'relay' : arm.server,
    port: server.port,
    viewerPort: arm.isRemote ? (server.otherPort ?? server.port) : server.port,
    slice: `bench-${process.pid}-${count++}`,
    batch: arm.batch,
    isDeflated: arm.isDeflated ?? false,
    records: Math.ceil((scenario.deliveries ?? arm.deliveries) / viewers),
    devices,
    viewers,
    seed,
    ...(corpusDir ? { corpusDir } : {}),
  }
  await load.ask('open', order)
  await Promise.all([server.collectGarbage(), load.ask('collectGarbage')])
  const machineBefore = machineTime()
  const ownBefore = cpuSeconds(process.pid)
  const busBefore = await server.busBytes?.()
  const before = server.cpuSeconds()
  const result = await load.ask<StreamResult>('run')
  const serverCpuSeconds = server.cpuSeconds() - before
  const busAfter = await server.busBytes?.()
  const machineAfter = machineTime()
  const ownSeconds = cpuSeconds(process.pid) - ownBefore
  await load.ask('close')
  const noise =
    machineBefore && machineAfter
      ? {
          otherShare: (machineAfter.busySeconds - machineBefore.busySeconds - ownSeconds) / result.seconds,
          stealShare: (machineAfter.stealSeconds - machineBefore.stealSeconds) / result.seconds,
        }
      : { otherShare: null, stealShare: null }
  return {
    arm: arm.name,
    round: scenario.round,
    viewers,
    devices,
    serverCpuSeconds,
    cpuSecondsPerMillion: serverCpuSeconds / (result.delivered / 1e6),
    cpuMicrosecondsPerBatch: (serverCpuSeconds / result.batches) * 1e6,
    ...noise,
    ...(busBefore !== undefined && busAfter !== undefined ? { busBytes: busAfter - busBefore } : {}),
    result,
  }
}

export function isDisturbed({ otherShare, stealShare }: Slice): boolean {
  return (otherShare ?? 0) > 0.1 || (stealShare ?? 0) > 0.02
}

/** Records that arrived wrong or not at all. */
export function faultsOf({ result }: Slice): number {
  return result.lost + result.repeated + result.reordered + result.damaged
}
