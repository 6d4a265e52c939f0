/**
 * Every bound on what a stranger can grow, with its unit in the name and its reason beside it. Devices, relay and
 * viewers read the same numbers. All bytes are of UTF-8 or of sealed payload.
 */
const KiB = 1024
const MiB = 1024 * KiB

export const LIMITS = {
  /** Flush size of a batch: fits one WebRTC data-channel message, and already sits on the raw-socket cost floor. */
  batchFlushBytes: 16 * KiB,
  /** A larger batch is refused with `batch-too-large`. Room for one record of the largest size, JSON-escaped. */
  batchBytesMax: 256 * KiB,
  /** Bounds the work of one header and of one fill. */
  batchRecordsMax: 512,
  /** A longer record is cut on the device and marked `truncated`. Above 100 kB lines, which real logs do have. */
  recordBytesMax: 192 * KiB,
  /** One Socket.IO message: a batch, its header and msgpack's framing. Above it the socket is closed (1009). */
  frameBytesMax: 256 * KiB + 4 * KiB,
  /** Session, device and link ids. */
  idCharsMax: 64,
  /** Device names, platforms, versions and everything else a hello says about itself, each. */
  labelCharsMax: 200,
  /** Unacknowledged bytes a device may have under way. */
  creditBytes: 256 * KiB,
  /** Ring of a device: the only place where history lives. */
  ringBytesMax: 8 * MiB,
  ringRecordsMax: 50_000,
  /** A viewer whose socket buffers more than this leaves its rooms and is told what it skipped … */
  viewerBufferedBytesMax: 256 * KiB,
  /** … and comes back once it buffers less than this. */
  viewerResumeBytes: 64 * KiB,
  /** A viewer that does not drain for so long is closed with `too-slow`: 30 s after it stopped reading, when its kernel's buffers were empty. */
  viewerStalledMs: 25_000,
  lagSweepMs: 100,
  /** Ranges in one `need`, and bytes the device sends in answer before it must be asked again. */
  needRangesMax: 16,
  needBudgetBytes: 256 * KiB,
  /** The same ranges are not forwarded to the device again within this span. */
  needRepeatMs: 1_000,
  /** Per viewer socket; a page that shows more sessions than this is not one a person reads. */
  viewerSessionsMax: 32,
  /** Devices that one viewer socket follows from session to session; a page follows one. */
  viewerDevicesMax: 32,
  /** Viewers of one session on one process. */
  sessionViewersMax: 200,
  /** Live sessions of one device token: a fleet shares a token, a runaway loop must not. */
  tokenSessionsMax: 500,
  /** Live connections of one process, devices and viewers together; beyond it new ones get `server-full`. */
  connectionsMax: 20_000,
  /** Connections from one address (an IPv6 /64 counts as one). Offices and test labs share one. */
  addressConnectionsMax: 1_000,
  /** New connections from one address per second, as a token bucket with this refill and four times the burst. */
  addressConnectsPerSecond: 50,
  /** Connections with one token or link, or of one person, per second, as a bucket with four times the burst: a fleet shares a token and comes back together. */
  grantConnectsPerSecond: 125,
  /** Sustained bytes per second from one device; credit holds it there. Burst is four times as much. */
  deviceBytesPerSecond: 4 * MiB,
  /** The least that a batch or fill counts as, in credit and rate: each costs the relay work. Above it a ring of lone records would take too long to fill. */
  batchCostBytesMin: 256,
  /** A device that is so far over the rate with fills sends what nobody asked for: an honest one is not asked while over it. */
  fillDebtMsMax: 4_000,
  /** Control messages (everything but batches) per second and socket. */
  controlPerSecond: 50,
  /** From TCP accept to an accepted namespace; traffic does not extend it. With the rate of new connections it bounds those that wait. */
  handshakeMs: 5_000,
  /**
   * Heartbeat: a dead peer is found after interval + timeout, below 12 s, so that a device on a dead link dials anew while its
   * session still has most of its grace. Also below the 60 s idle cut of common proxies. The timeout outlives a busy turn of 3 s.
   */
  pingIntervalMs: 6_000,
  pingTimeoutMs: 5_000,
  /** A device states head, tail and counts this often, and on change while nobody watches. */
  headIntervalMs: 5_000,
  /** A session whose device left without a goodbye stays "reconnecting" this long before it counts as ended. */
  sessionGraceMs: 30_000,
  /** A session that was not heard of for so long has ended, whatever its row says: its device was refused or its server lost. */
  sessionStaleMs: 10 * 60_000,
  /** Bytes for other nodes that Redis has not taken; beyond it messages are dropped, and repaired like any loss. */
  nodeBusBytesMax: 8 * MiB,
  /** HTTP request bodies of the API. */
  requestBodyBytesMax: 64 * KiB,
  /** Share links: default and longest life. */
  linkExpiryDefaultMs: 24 * 3600_000,
  linkExpiryMaxMs: 30 * 24 * 3600_000,
  /** Invites. */
  inviteExpiryMs: 7 * 24 * 3600_000,
  /** The ticket a page exchanges for a viewer socket. */
  ticketExpiryMs: 60_000,
  /** Resources of one team. */
  teamTokensMax: 200,
  teamLinksMax: 1_000,
  teamDevicesMax: 5_000,
  /** Failed sign-ins of one account from one address in a quarter of an hour: an owner who is attacked elsewhere still gets in. */
  signInFailuresPerAccount: 5,
  /** Failed sign-ins from one address in an hour, whatever the account. */
  signInFailuresPerAddress: 50,
  /** New accounts from one address in an hour: each costs a password hash and a row. A workshop shares one. */
  signUpsPerAddress: 50,
  /** API requests a minute, of one person or API token, and from one address: a page needs a handful, a script a few a second. */
  callerRequestsPerMinute: 600,
  addressRequestsPerMinute: 3_000,
  /** Devices without a key that wait to be claimed, on one process: each holds a socket and forwards nothing. A test lab shares an address. */
  waitingDevicesMax: 1_000,
  waitingDevicesPerAddress: 50,
  /** One may wait for a working day: an unmodified app does not come back by itself. */
  waitingMs: 8 * 3600_000,
  /** Tries of one person to claim a device, right or wrong: a shelf of phones in a few minutes, a code of 40 bits never. */
  claimsPerMinute: 20,
  /** Logs of a phone's direct server that are known again when it replays them, about 100 bytes each; far more than a phone's list stays usable with. */
  replayIdentitiesMax: 200_000,
  /** One message of the original's app, which batches nothing: what is beyond it is not read, its log is lost and said so, and the app stays connected. */
  seedFrameBytesMax: 2 * MiB,
  /** Sustained bytes and logs per second of one such app, with four times the burst. It cannot be told to wait: what is beyond is lost and said so. */
  seedBytesPerSecond: 1 * MiB,
  seedRecordsPerSecond: 2_000,
  /** Its logs wait so long for others to make a batch. */
  seedCoalesceMs: 8,
  /** Below the 60 s idle cut of common proxies and the 25 s that the original asks for; after two unanswered pings the app is lost. */
  seedPingIntervalMs: 20_000,
  /** An app of the same host, address and program that comes within this after another was lost is taken for that one, started again. */
  seedRestartMs: 120_000,
  /** While the other is still connected, it is that one unless the other answers a ping within this. */
  seedProbeMs: 500,
  /** Places of such apps that are remembered, the connected ones apart: a few hundred bytes each. */
  seedPlacesMax: 10_000,
  /** A batch of an SDK is opened up to here for a viewer of the original: far above what an honest one holds as text. */
  seedOpenedBytesMax: 1 * MiB,
  /** Bytes that a viewer of the original has not taken; then it is closed, as nothing tells it what it missed. */
  seedViewerBufferedBytesMax: 1 * MiB,
  /** One message of a phone that `agent-logger bridge` reads; the original sends logs of any size, and the record is cut after. */
  bridgeFrameBytesMax: 64 * MiB,
  /** A direct server in the LAN (lib/lan) is a part of somebody's program: a room full of people, not a service. Viewers, and all its sockets. */
  lanViewersMax: 20,
  lanConnectionsMax: 100,
  /** Bytes that a viewer of it has not taken; then it gets nothing until it has … */
  lanBufferedBytesMax: 1 * MiB,
  /** … and one that takes nothing for so long is cut. */
  lanStalledMs: 25_000,
  /** One message of a viewer, which is thrown away unread. */
  lanFrameBytesMax: 64 * KiB,
  /** The code in a request's body, and the time for a request's head and body. */
  lanRequestBytesMax: 1 * KiB,
  lanRequestMs: 5_000,
  /** Wrong codes from one address, and from all of them, before no more is taken: a code has 40 bits. */
  lanCodeFailuresPerAddress: 10,
  lanCodeFailuresMax: 200,
  /** Browsers that have given a code, and codes that are bound to an address; the oldest are forgotten. */
  lanEntriesMax: 64,
  /** Direct paths of one session: its device sends every batch to each of them. */
  sessionDirectMax: 8,
  /** Direct paths that one viewer socket asks for: a flapping network tries often, and each try costs the device work. */
  directOpensPerMinute: 40,
  /** What one side says of one direct path, and how often: a description and a candidate for each of its addresses. */
  signalCharsMax: 16 * KiB,
  directSignalsMax: 64,
  /** One message of a data channel: a batch as it is flushed in one, a larger one in parts. All browsers take 64 KiB. */
  channelMessageBytesMax: 32 * KiB,
  /** What a direct path may hold that its network has not taken; more waits in the ring. */
  channelBufferedBytesMax: 256 * KiB,
  /** One message of a viewer on its direct path: a `need` is the largest. */
  channelRequestCharsMax: 2 * KiB,
  /** Devices that were not let in and are remembered for the people who wait for them; the oldest is forgotten first. */
  refusalsMax: 1_000,
  /** Of them with one token, or with none from one network: whoever knocks under many names pushes out nobody else. */
  sourceRefusalsMax: 20,
  refusalMs: 15 * 60_000,
  /** Newest records that the screen on the device itself shows; they are decoded while it is open. */
  screenRecordsMax: 5_000,
} as const

export type LimitName = keyof typeof LIMITS
