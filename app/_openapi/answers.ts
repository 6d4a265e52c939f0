/**
 * Schemas of what the routes answer with. The description of the API shows them, a test compares real answers with them, and
 * pages take the types of list items from them. Long because they are the answers of the whole API.
 */
import { z } from 'zod'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import type { SessionCounters } from '#lib/protocol/messages.ts'
import { SOURCE_KINDS } from '#lib/protocol/source-kinds.ts'

const id = z.string()
const atMs = z.int().meta({ description: 'Milliseconds since 1970.' })
const role = z.enum(['owner', 'member', 'viewer'])
const person = z.object({ id, name: z.string() })
const kind = z
  .enum(['device', 'api', 'host'])
  .meta({ description: '`host`: a key that is the first label of a host name.' })

const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Pass it as `cursor` to get the next page; null on the last page.' })

const switches = z.object({
  allowsSeedViewers: z.boolean().meta({ description: 'Whether the Flutter web client can watch by session ID.' }),
  adoptsRestarts: z
    .boolean()
    .meta({ description: 'Whether a Flutter app with a host key that restarts continues its session.' }),
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
  labels: z.array(z.string()),
  firstSeenAtMs: atMs,
  lastSeenAtMs: atMs,
})

export const devices = z.object({
  devices: z.array(
    device.extend({ liveSessionId: id.nullable().meta({ description: 'ID of the live session, or null.' }) }),
  ),
  nextCursor,
})

const rejection = z.object({
  tokenId: id.nullable().meta({ description: 'Null if the device used an unknown token from your own network.' }),
  code: z.string().meta({ description: 'Why the device was rejected, as an error code.' }),
  device: z.object({
    installationId: z.string(),
    name: z.string(),
    platform: z.string(),
    appName: z.string(),
    appVersion: z.string(),
    sdkVersion: z.string(),
  }),
  atMs,
  count: z.int().meta({ description: 'Number of attempts, each within 15 minutes of the one before.' }),
})

export const rejections = z.object({
  rejections: z.array(rejection),
})

const waitingDevice = z.object({
  id,
  sessionId: id.nullable().meta({ description: 'Null where the code is needed.' }),
  deviceId: id.nullable().meta({ description: 'Null where the code is needed.' }),
  code: z.string().meta({
    description:
      'Eight characters that the device shows at the end of its device ID; only the first two where the code is needed.',
  }),
  needsCode: z.boolean().meta({
    description:
      'Whether the code, the session ID or the QR code is needed to claim it. Not on the machine of the server itself.',
  }),
  userAgent: z.string(),
  sinceMs: atMs,
  continues: z
    .array(
      z.object({
        deviceId: id,
        deviceName: z.string(),
        session: id.nullable().meta({ description: 'The session that it keeps; null: it starts a new one.' }),
        needsCode: z
          .boolean()
          .meta({ description: 'Whether the code is needed too: strangers may share its address.' }),
      }),
    )
    .meta({
      description:
        'Devices of the team that you claimed last and that this one may be: same host, address and program.',
    }),
})

export const waiting = z.object({
  isOn: z.boolean().meta({ description: 'False if the operator has turned pairing off.' }),
  isNetworkKnown: z.boolean().meta({
    description: 'False if an untrusted proxy hides the networks of clients; no devices are listed by network then.',
  }),
  devices: z.array(waitingDevice),
})

export const claimed = z.object({
  session: id,
  isLive: z
    .boolean()
    .meta({ description: 'False if the device was claimed but its session did not start within 3 s.' }),
})

const session = z.object({
  id,
  teamId: id,
  device: z.object({ id, name: z.string(), platform: z.string(), appVersion: z.string() }),
  startedAtMs: atMs,
  lastSeenAtMs: atMs,
  endedAtMs: atMs
    .nullable()
    .meta({ description: 'Null while the session is live, or if its device disconnected a moment ago.' }),
  counters,
  watchersMax: z.int(),
})

export const sessions = z.object({ sessions: z.array(session), nextCursor })

const sources = z
  .array(z.enum(SOURCE_KINDS))
  .nullable()
  .meta({ description: 'Kinds of sources that may use it; null: all.' })

const token = z.object({
  id,
  kind,
  name: z.string(),
  last4: z.string(),
  sources,
  createdBy: person,
  createdAtMs: atMs,
  expiresAtMs: atMs.nullable(),
  lastUsedAtMs: atMs.nullable(),
})

export const tokens = z.object({
  tokens: z.array(token),
})

export const tokenMade = z.object({
  token: z.string().meta({ description: 'Shown only in this response.' }),
  id,
  name: z.string(),
  kind,
  last4: z.string(),
  sources,
})

export const views = z.object({
  views: z.array(
    z.object({
      id,
      name: z.string(),
      query: z.string(),
      isShared: z.boolean(),
      createdBy: person,
      createdAtMs: atMs,
      mayChange: z.boolean(),
    }),
  ),
})

export const viewMade = z.object({ id, query: z.string() })

const link = z.object({
  id,
  sessionId: id.nullable(),
  deviceId: id.nullable(),
  deviceName: z.string(),
  createdBy: person,
  createdAtMs: atMs,
  expiresAtMs: atMs,
  lastUsedAtMs: atMs.nullable(),
})

export const links = z.object({
  links: z.array(link.extend({ watchers: z.int() })),
})

export const linkMade = z.object({ id, expiresAtMs: atMs })

export const linkOpened = z.object({
  target: z.union([z.object({ session: id }), z.object({ device: id })]),
  device: z.object({ name: z.string(), platform: z.string() }),
  expiresAtMs: atMs,
})

export const team = z.object({
  team: z.object({ id, name: z.string(), role, ...switches.shape, requiresSecondFactor: z.boolean() }),
  members: z.array(z.object({ userId: id, name: z.string(), email: z.string(), role, joinedAtMs: atMs })),
})

export const teamChanged = z
  .object({ id, name: z.string(), ...switches.shape })
  .partial({ name: true, allowsSeedViewers: true, adoptsRestarts: true })
export const teamJoined = z.object({ teamId: id })
export const inviteMade = z.object({
  id,
  url: z
    .string()
    .nullable()
    .meta({ description: 'The invite link to send, shown only in this response; null if it was mailed.' }),
  expiresAtMs: atMs,
})
export const teamTransferred = z.object({ userId: id, role })
const invite = z.object({
  id,
  role,
  email: z.string().nullable().meta({ description: 'The address that it is for; null for a link that was copied.' }),
  createdBy: person,
  createdAtMs: atMs,
  expiresAtMs: atMs,
})
export const invites = z.object({ invites: z.array(invite) })
export const invitePreview = z.object({
  team: person,
  invitedBy: z.string(),
  role,
  expiresAtMs: atMs,
  isMember: z.boolean().meta({ description: 'Whether the caller is on the team already.' }),
})
export const teamMade = z.object({ id, name: z.string() })

const createdToken = z.object({ id, name: z.string(), kind })
export const createdByMember = z.object({
  tokens: z.array(createdToken).meta({ description: 'Device tokens and host keys.' }),
  apiTokens: z.array(createdToken).meta({ description: 'Revoked in any case when the member leaves.' }),
  links: z.array(z.object({ id, deviceName: z.string() })),
})

const auditEvent = z.object({
  id,
  atMs,
  action: z.string().meta({ description: 'Such as `token.created`.' }),
  outcome: z.string().meta({ description: '`done`, or `refused` for an attempt that was turned down.' }),
  teamId: id.nullable(),
  actor: z.object({
    kind: z.string().meta({ description: '`user`, `api-token`, `operator`, `system` or `stranger`.' }),
    id: id.nullable(),
    name: z.string(),
  }),
  target: z.object({ kind: z.string(), id, name: z.string() }).nullable(),
  address: z.string(),
  userAgent: z.string(),
  detail: z.record(z.string(), z.unknown()),
})
export const auditLog = z.object({
  events: z.array(auditEvent),
  nextCursor: z
    .string()
    .nullable()
    .meta({ description: 'Pass it as `cursor` to get the next page; null on the last page.' }),
  searchedToMs: atMs.nullable().meta({
    description:
      'Set when older events were not searched yet: the page may then be short or empty, and more may follow.',
  }),
})

export const memberChanged = z.object({ userId: id, role })
const isMailDelayed = z.boolean().meta({
  description: 'Whether the mail server does not respond now. The mail waits, and is sent when it does.',
})
export const mailSent = z.object({ isMailDelayed })
export const passwordReset = z.object({ email: z.string() })
export const emailChange = z.object({
  outcome: z.enum(['sent', 'changed']).meta({
    description: '`sent`: the address changes when the link that was sent there is opened.',
  }),
  isMailDelayed,
})
const namedTeams = z.array(z.object({ id, name: z.string() }))
export const accountClosing = z.object({
  isLastServerOwner: z.boolean().meta({ description: 'The account cannot be closed then.' }),
  ownerlessTeams: namedTeams.meta({ description: 'The account cannot be closed before these have another owner.' }),
  deletedTeams: namedTeams,
  leftTeams: namedTeams,
  apiTokens: z.int(),
  deviceTokens: z.int(),
  links: z.int(),
})
export const emailConfirmed = z.object({
  outcome: z.enum(['verified', 'changed', 'created', 'password-needed']),
  email: z.string(),
})
export const renamed = z.object({ name: z.string() })
export const signedUp = z.object({
  userId: id,
  isConfirmationSent: z.literal(true).optional().meta({
    description: 'Present on a server with mail: the account is created when the link in the mail is opened.',
  }),
  isMailDelayed: isMailDelayed.optional(),
})
export const signIns = z.object({
  signIns: z.array(
    z.object({
      id,
      method: z.string().meta({ description: '`password`, `passkey`, or the ID of a provider.' }),
      address: z.string().meta({ description: 'IP address of the last use.' }),
      browser: z.string().meta({ description: 'Empty if unknown, as is `system`.' }),
      system: z.string(),
      createdAtMs: atMs,
      lastSeenAtMs: atMs,
      isCurrent: z.boolean().meta({ description: 'Whether this request came with it.' }),
    }),
  ),
})
export const signInsEnded = z.object({ ended: z.int() })
export const confirmWays = z.object({
  password: z.boolean(),
  code: z.boolean(),
  passkey: z.boolean(),
  providers: z.array(z.object({ id: z.string(), name: z.string() })),
})
export const codesLeft = z.object({ recoveryCodes: z.int() })
export const totpOffer = z.object({ secret: z.string(), uri: z.string() })
const codesShownOnce = z.array(z.string()).meta({ description: 'Shown only in this response.' })
export const factorAdded = z.object({ recoveryCodes: codesShownOnce.nullable() })
export const newCodes = z.object({ recoveryCodes: codesShownOnce })
export const passkeys = z.object({
  passkeys: z.array(
    z.object({ id, name: z.string(), isBackedUp: z.boolean(), createdAtMs: atMs, lastUsedAtMs: atMs.nullable() }),
  ),
})
export const passkeyOptions = z.object({ options: z.looseObject({ challenge: z.string() }) })
export const passkeyAdded = z.object({ id, recoveryCodes: codesShownOnce.nullable() })
export const teamFactor = z.object({ id, requiresSecondFactor: z.boolean() })
export const serverSettings = z.object({ ownersNeedSecondFactor: z.boolean() })
export const ticket = z.object({ ticket: z.string(), expiresAtMs: atMs })
export const health = z.object({ ok: z.literal(true), version: z.string() })

export type PasskeyItem = z.infer<typeof passkeys>['passkeys'][number]
export type ConfirmWays = z.infer<typeof confirmWays>
export type InviteItem = z.infer<typeof invite>
export type CreatedItems = z.infer<typeof createdByMember>
export type AuditItem = z.infer<typeof auditEvent>
export type DeviceItem = z.infer<typeof device>
export type SignInItem = z.infer<typeof signIns>['signIns'][number]
export type TokenItem = z.infer<typeof token>
export type LinkItem = z.infer<typeof link>
export type WaitingItem = z.infer<typeof waitingDevice>
export type Waiting = z.infer<typeof waiting>
// The description stays open for new error codes and levels; the pages of this version know them all.
export type RejectionItem = z.infer<typeof rejection> & { code: ErrorCodeName }
export type SessionItem = Omit<z.infer<typeof session>, 'counters'> & { counters: SessionCounters }

export const users = z.object({
  users: z.array(
    z.object({
      id,
      email: z.string(),
      name: z.string(),
      isServerOwner: z.boolean(),
      disabledAtMs: atMs.nullable().meta({ description: 'Null unless the account is disabled.' }),
      createdAtMs: atMs,
      lastSeenAtMs: atMs.nullable(),
      hasPassword: z.boolean(),
      hasSecondFactor: z.boolean(),
      teams: z.array(z.object({ id, name: z.string(), role })),
    }),
  ),
  nextCursor: z.string().nullable(),
})

export const resetLink = z.object({
  url: z.string().meta({ description: 'Shown once. The secret is in the fragment.' }),
  expiresAtMs: atMs,
})

export const teams = z.object({
  teams: z.array(
    z.object({
      id,
      name: z.string(),
      createdAtMs: atMs,
      members: z.int(),
      devices: z.int(),
      sessions: z.int(),
    }),
  ),
  nextCursor: z.string().nullable(),
})
