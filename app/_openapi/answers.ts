/** What the routes answer with, as schemas: the API's description shows them, and a test holds real answers against them. */
import { z } from 'zod'

const id = z.string()
const atMs = z.int().meta({ description: 'Milliseconds since 1970.' })
const role = z.enum(['owner', 'member', 'viewer'])
const person = z.object({ id, name: z.string() })
const kind = z.enum(['device', 'api', 'host']).meta({ description: 'Host: the first label of a host name.' })

const switches = z.object({
  allowsSeedViewers: z.boolean().meta({ description: 'The original web client may watch by session id.' }),
  adoptsRestarts: z.boolean().meta({ description: 'A restarted original app goes on as the same device.' }),
})

const counters = z.object({
  records: z.int(),
  bytes: z.int(),
  levels: z.array(z.int()).meta({ description: 'Records by level: trace, debug, info, warn, error, fatal, unknown.' }),
})

export const device = z.object({
  id,
  teamId: id,
  name: z.string(),
  platform: z.string(),
  os: z.string(),
  model: z.string(),
  appName: z.string(),
  appVersion: z.string(),
  sdkVersion: z.string(),
  firstSeenAtMs: atMs,
  lastSeenAtMs: atMs,
})

export const devices = z.object({
  devices: z.array(
    device.extend({ liveSessionId: id.nullable().meta({ description: 'The session it runs now, if it does.' }) }),
  ),
})

export const refusals = z.object({
  refusals: z.array(
    z.object({
      tokenId: id
        .nullable()
        .meta({ description: 'Null: it came from your own network with a token that is not known.' }),
      code: z.string().meta({ description: 'Why it was not let in, as errors have it.' }),
      device: z.object({
        installationId: z.string(),
        name: z.string(),
        platform: z.string(),
        appName: z.string(),
        appVersion: z.string(),
        sdkVersion: z.string(),
      }),
      atMs,
      count: z.int().meta({ description: 'Tries that are remembered; after a quarter of an hour they are forgotten.' }),
    }),
  ),
})

export const waiting = z.object({
  isOn: z.boolean().meta({ description: 'False: the operator has switched pairing off.' }),
  isNetworkKnown: z
    .boolean()
    .meta({ description: 'False: a proxy that is not trusted hides the networks, and none is shown.' }),
  devices: z.array(
    z.object({
      id,
      sessionId: id,
      deviceId: id,
      code: z.string().meta({ description: 'Eight characters; the device shows them as the end of its device id.' }),
      userAgent: z.string(),
      sinceMs: atMs,
    }),
  ),
})

export const claimed = z.object({
  session: id,
  isLive: z.boolean().meta({ description: 'False: it was claimed, and its session has not begun within 3 s.' }),
})

export const sessions = z.object({
  sessions: z.array(
    z.object({
      id,
      teamId: id,
      device: z.object({ id, name: z.string(), platform: z.string(), appVersion: z.string() }),
      startedAtMs: atMs,
      lastSeenAtMs: atMs,
      endedAtMs: atMs.nullable().meta({ description: 'Null: live, or lost a moment ago.' }),
      counters,
      watchersMax: z.int(),
    }),
  ),
  nextCursor: z
    .string()
    .nullable()
    .meta({ description: 'Give it back as `cursor` for the next page; null at the end.' }),
})

export const tokens = z.object({
  tokens: z.array(
    z.object({
      id,
      kind,
      name: z.string(),
      last4: z.string(),
      createdBy: person,
      createdAtMs: atMs,
      expiresAtMs: atMs.nullable(),
      lastUsedAtMs: atMs.nullable(),
    }),
  ),
})

export const tokenMade = z.object({
  token: z.string().meta({ description: 'Shown this once.' }),
  id,
  name: z.string(),
  kind,
  last4: z.string(),
})

export const links = z.object({
  links: z.array(
    z.object({
      id,
      sessionId: id.nullable(),
      deviceId: id.nullable(),
      deviceName: z.string(),
      createdBy: person,
      createdAtMs: atMs,
      expiresAtMs: atMs,
      lastUsedAtMs: atMs.nullable(),
      watchers: z.int(),
    }),
  ),
})

export const linkMade = z.object({ id, expiresAtMs: atMs })

export const linkOpened = z.object({
  target: z.union([z.object({ session: id }), z.object({ device: id })]),
  device: z.object({ name: z.string(), platform: z.string() }),
  expiresAtMs: atMs,
})

export const team = z.object({
  team: z.object({ id, name: z.string(), role, ...switches.shape }),
  members: z.array(z.object({ userId: id, name: z.string(), email: z.string(), role, joinedAtMs: atMs })),
})

export const teamChanged = z
  .object({ id, name: z.string(), ...switches.shape })
  .partial({ name: true, allowsSeedViewers: true, adoptsRestarts: true })
export const teamJoined = z.object({ teamId: id })
export const inviteMade = z.object({
  id,
  url: z.string().meta({ description: 'To pass on; shown this once.' }),
  expiresAtMs: atMs,
})
export const memberChanged = z.object({ userId: id, role })
export const renamed = z.object({ name: z.string() })
export const signedUp = z.object({ userId: id })
export const ticket = z.object({ ticket: z.string(), expiresAtMs: atMs })
export const health = z.object({ ok: z.literal(true), version: z.string() })
