/** What the statistics page shows, and `GET /api/v1/server` answers: numbers for everybody, more of them for the server's owner. */
import { z } from 'zod'

const count = z.int().min(0)

const traffic = z.object({
  bytes: count.meta({ description: 'Since the start, of sealed batches.' }),
  batches: count,
  bytesPerSecond: count,
  batchesPerSecond: count,
  secondsBytes: z.array(count).meta({ description: 'Each second of the last minute, the newest last.' }),
})

export const serverDetails = z.object({
  connections: z
    .object({ devices: count, viewers: count, seedDevices: count, seedViewers: count })
    .meta({ description: 'By kind, to this process. seed…: clients of the original, on /ws.' }),
  sessions: z.object({ live: count, reconnecting: count }),
  devicesLive: count,
  watchers: count.meta({ description: 'Who watches two sessions counts twice.' }),
  traffic: z
    .object({ in: traffic, out: traffic })
    .meta({ description: 'In from devices, out to viewers; of this process.' }),
  limitHits: z
    .record(z.string(), count)
    .meta({ description: 'How often each limit was hit since the start; those that were not are absent.' }),
  memory: z.object({ residentBytes: count, heapBytes: count }),
  database: z.enum(['sqlite', 'postgresql']),
  nodes: count.meta({ description: 'Processes of this installation, this one too.' }),
  nodeVersion: z.string(),
})

export const serverStats = z.object({
  version: z.string(),
  startedAtMs: count,
  nowMs: count.meta({ description: "By the server's clock." }),
  connections: count.meta({ description: 'Open connections of devices and viewers to this process.' }),
  liveSessions: count.meta({ description: 'On all processes.' }),
  details: serverDetails.nullable().meta({ description: 'For the owner of the server; null for everybody else.' }),
})

export type ServerDetails = z.infer<typeof serverDetails>
export type ServerStats = z.infer<typeof serverStats>
