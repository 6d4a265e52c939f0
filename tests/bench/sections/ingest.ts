/**
 * What records cost that come without our SDK, by format: CPU time of the server from the request to one viewer, beside a server
 * that only parses the same bodies. Arms take turns; ours runs NDJSON twice as the control.
 */
import { BODY_RECORDS, INGEST_FORMATS, type IngestFormat } from '#tests/bench/load/ingest-formats.ts'
import type { IngestOrder, IngestResult } from '#tests/bench/load/ingest-run.ts'
import { PinnedWorker, SERVER_CORE } from '#tests/bench/pinned-worker.ts'
import { cpuSeconds } from '#tests/bench/process-cost.ts'

export const INGEST_ARMS = ['ours', 'floor', 'control'] as const
export type IngestArm = (typeof INGEST_ARMS)[number]

export interface IngestSlice extends IngestResult {
  round: number
  arm: IngestArm
  format: IngestFormat
  serverCpuSeconds: number
}

/** Slices of both take long enough to measure. */
const RECORDS: Record<IngestArm, number> = { ours: 30_000, control: 30_000, floor: 120_000 }

export async function measureIngest(
  load: PinnedWorker,
  rounds: number,
  seed: number,
  progress: (text: string) => void,
): Promise<IngestSlice[]> {
  const relay = new PinnedWorker('node-server', SERVER_CORE, ['relay'])
  const receiver = new PinnedWorker('receiver', SERVER_CORE)
  const slices: IngestSlice[] = []
  const arms = INGEST_FORMATS.flatMap((format): [IngestFormat, IngestArm][] => [
    [format, 'ours'],
    [format, 'floor'],
    ...(format === 'ndjson' ? [[format, 'control'] as [IngestFormat, IngestArm]] : []),
  ])
  try {
    // The first round is warm-up.
    for (let round = -1; round < rounds; round++)
      for (const [format, arm] of round % 2 ? [...arms].reverse() : arms) {
        progress(`ingest, round ${round + 1} of ${rounds}: ${format}, ${arm}`)
        const server = arm === 'floor' ? receiver : relay
        const order: IngestOrder = {
          ...{ port: await server.ask<number>('port'), format, seed, isWatched: arm !== 'floor' },
          bodies: Math.ceil(RECORDS[arm] / BODY_RECORDS),
        }
        const slice = await measureSlice(server, order, load)
        if (round >= 0) slices.push({ round, arm, format, ...slice })
      }
    return slices
  } finally {
    await Promise.all([relay.stop(), receiver.stop()])
  }
}

async function measureSlice(
  server: PinnedWorker,
  order: IngestOrder,
  load: PinnedWorker,
): Promise<IngestResult & { serverCpuSeconds: number }> {
  await load.ask('openIngest', order)
  await Promise.all([server.ask('collectGarbage'), load.ask('collectGarbage')])
  const before = cpuSeconds(server.pid)
  const result = await load.ask<IngestResult>('runIngest')
  const serverCpuSeconds = cpuSeconds(server.pid) - before
  await load.ask('closeIngest')
  return { ...result, serverCpuSeconds }
}
