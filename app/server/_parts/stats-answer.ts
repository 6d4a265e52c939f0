/** Schemas of the statistics that the page shows and `GET /api/v1/server` returns: totals for everybody, details for the server's owner. */
import { z } from 'zod'

const count = z.int().min(0)

const traffic = z.object({
  bytes: count.meta({ description: 'Bytes of sealed batches since startup.' }),
  batches: count,
  bytesPerSecond: count,
  batchesPerSecond: count,
  secondsBytes: z.array(count).meta({ description: 'Bytes in each second of the last minute, newest last.' }),
})

export const serverDetails = z.object({
  connections: z
    .object({ devices: count, viewers: count, seedDevices: count, seedViewers: count, sources: count })
    .meta({ description: 'Connections to this process by type. seed…: Flutter apps and web clients, on /ws.' }),
  sessions: z.object({ live: count, reconnecting: count }),
  devicesLive: count,
  watchers: count.meta({ description: 'A person who watches two sessions counts twice.' }),
  traffic: z
    .object({ in: traffic, out: traffic })
    .meta({ description: 'Traffic of this process: in from devices, out to viewers.' }),
  limitHits: z
    .record(z.string(), count)
    .meta({ description: 'Number of hits per limit since startup. Limits without hits are absent.' }),
  memory: z.object({ residentBytes: count, heapBytes: count }),
  database: z.enum(['sqlite', 'postgresql']),
  proxy: z
    .object({
      kind: z.enum(['unnamed', 'missing', 'silent']),
      peer: z.string().nullable().meta({ description: 'Address of the proxy, where it is known.' }),
    })
    .nullable()
    .meta({
      description:
        'What is wrong with TRUSTED_PROXIES, if anything: it does not name a proxy (unnamed), names none where there is one (missing), or its proxy sends no X-Forwarded-For (silent).',
    }),
  nodes: count.meta({ description: 'Number of server processes in this installation, including this one.' }),
  nodeVersion: z.string(),
  mail: z
    .object({ queued: count, oldestAtMs: count.nullable(), lastError: z.string().nullable(), isDelayed: z.boolean() })
    .nullable()
    .meta({ description: 'Mails that wait for the mail server; null on a server without mail.' }),
})

export const serverStats = z.object({
  version: z.string(),
  startedAtMs: count,
  nowMs: count.meta({ description: "Current time by the server's clock, in milliseconds since 1970." }),
  connections: count.meta({ description: 'Open device and viewer connections to this process.' }),
  liveSessions: count.meta({ description: 'Live sessions across all processes.' }),
  details: serverDetails
    .nullable()
    .meta({ description: 'Details for the owner of the server; null for everyone else.' }),
})

export type ServerDetails = z.infer<typeof serverDetails>
export type ServerStats = z.infer<typeof serverStats>
