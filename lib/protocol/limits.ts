/**
 * Every bound on what a client can consume, with its unit in the name and its reason beside it. Devices, relay and viewers
 * read the same numbers. Bytes are bytes of UTF-8 or of sealed payload. Long because
 * it is one table: a limit is found in one place.
 */
const KiB = 1024
const MiB = 1024 * KiB

export const LIMITS = {
  /**
   * A batch of this size is closed: it fits one WebRTC data-channel message, and larger ones would not lower the cost per
   * byte.
   */
  batchFlushBytes: 16 * KiB,
  /** A larger batch is refused with `batch-too-large`. It has room for one record of the largest size, JSON-escaped. */
  batchBytesMax: 256 * KiB,
  /** Bounds the work that one header or one fill can cause. */
  batchRecordsMax: 512,
  /** The device cuts a longer record and marks it `truncated`. Real logs have lines of 100 kB. */
  recordBytesMax: 192 * KiB,
  /**
   * Lines that are joined to one record: their number, their bytes inside a JSON string (so that with a copy of the stack the record
   * is not cut), and how long the first waits for the others.
   */
  joinedLinesMax: 1_000,
  joinedBytesMax: 64 * KiB,
  joinWaitMs: 200,
  /** One Socket.IO message: a batch, its header and msgpack's framing. A larger one closes the socket (1009). */
  frameBytesMax: 256 * KiB + 4 * KiB,
  /** Length of session, device and link ids. */
  idCharsMax: 64,
  /** Length of a device's name, platform, version and every other text in a hello. */
  labelCharsMax: 200,
  /** Unacknowledged bytes that a device may have in flight. */
  creditBytes: 256 * KiB,
  /** The ring of a device, the only place that keeps history. */
  ringBytesMax: 8 * MiB,
  ringRecordsMax: 50_000,
  /** A viewer whose socket buffers more than this is skipped, and learns which records it missed … */
  viewerBufferedBytesMax: 256 * KiB,
  /** … until its socket buffers less than this. */
  viewerResumeBytes: 64 * KiB,
  /**
   * A viewer that reads nothing for this long is closed with `too-slow`; that is 30 s after it stopped reading if its
   * kernel's buffers were empty.
   */
  viewerStalledMs: 25_000,
  lagSweepMs: 100,
  /** Ranges in one `need`, and bytes that the device sends in answer; the relay asks again for the rest. */
  needRangesMax: 16,
  needBudgetBytes: 256 * KiB,
  /** The relay does not forward the same ranges to the device again within this span. */
  needRepeatMs: 1_000,
  /** Sessions of one viewer socket; nobody reads a page that shows more. */
  viewerSessionsMax: 32,
  /** Devices that one viewer socket follows from session to session; a page follows one. */
  viewerDevicesMax: 32,
  /** Devices of one page over a label: fewer than `viewerSessionsMax`, so that those that restart or run twice find room. */
  groupDevicesMax: 24,
  /** Viewers of one session in one process. */
  sessionViewersMax: 200,
  /** Live sessions of one device token: enough for a fleet that shares a token, too few for a runaway loop. */
  tokenSessionsMax: 500,
  /** New sessions of one device token in an hour, which are rows: a whole fleet may restart ten times. */
  tokenSessionsPerHour: 5_000,
  /** Live connections of one process, devices and viewers together; beyond it, new ones get `server-full`. */
  connectionsMax: 20_000,
  /** Connections from one address (an IPv6 /64 counts as one). Offices and test labs share an address. */
  addressConnectionsMax: 1_000,
  /** New connections per second from one address: the refill of a token bucket with four times the burst. */
  addressConnectsPerSecond: 50,
  /**
   * New connections per second with one token or link, or of one person: a bucket with four times the burst, because a
   * fleet shares a token and reconnects together.
   */
  grantConnectsPerSecond: 125,
  /** Sustained bytes per second from one device, with four times the burst; credit keeps it at that rate. */
  deviceBytesPerSecond: 4 * MiB,
  /**
   * The least that a batch or fill counts for, in credit and rate, because each costs the relay work. With more, a ring of
   * single-record batches would take too long to send.
   */
  batchCostBytesMin: 256,
  /**
   * A device whose fills put it this far over the rate sends records that nobody asked for: the relay asks nothing of a
   * device that is over its rate.
   */
  fillDebtMsMax: 4_000,
  /** Control messages (everything but batches) per second on one socket. */
  controlPerSecond: 50,
  /**
   * Time from TCP accept to an accepted namespace; traffic does not extend it. Together with the rate of new connections it
   * bounds how many are waiting.
   */
  handshakeMs: 5_000,
  /**
   * Heartbeat: a dead peer is found after interval + timeout, less than 12 s, so that a device on a dead link reconnects while its
   * session still has most of its grace. Also below the 60 s idle timeout of common proxies. The timeout survives an event loop
   * that is blocked for 3 s.
   */
  pingIntervalMs: 6_000,
  pingTimeoutMs: 5_000,
  /** A device states head, tail and counts this often, and at every change while nobody watches. */
  headIntervalMs: 5_000,
  /** A session whose device disconnected without a goodbye stays "reconnecting" for this long before it counts as ended. */
  sessionGraceMs: 30_000,
  /** A session without news for this long has ended, whatever its row says: its device was refused, or its server is gone. */
  sessionStaleMs: 10 * 60_000,
  /** Bytes for other nodes that Redis has not accepted; beyond it, messages are dropped, and repaired like any loss. */
  nodeBusBytesMax: 8 * MiB,
  /** Size of an HTTP request body of the API. */
  requestBodyBytesMax: 64 * KiB,
  /** Default and longest lifetime of a share link. */
  linkExpiryDefaultMs: 24 * 3600_000,
  linkExpiryMaxMs: 30 * 24 * 3600_000,
  /** Lifetime of an invitation. */
  inviteExpiryMs: 7 * 24 * 3600_000,
  /** Lifetime of the ticket that a page exchanges for a viewer socket. */
  ticketExpiryMs: 60_000,
  /** A person who proved who they are within this span is not asked again before acts of consequence. */
  stepUpMs: 10 * 60_000,
  /** Wrong codes of one user in 15 minutes. Only somebody who has given the first factor can enter one. */
  secondFactorFailuresMax: 5,
  /** Passkeys of one user: one for each device and a few security keys. */
  userPasskeysMax: 20,
  /** Resources of one team. */
  teamTokensMax: 200,
  teamLinksMax: 1_000,
  teamDevicesMax: 50_000,
  /** Labels of one device, characters of one, and different ones in a team: people read them as a list and choose from it. */
  deviceLabelsMax: 10,
  deviceLabelCharsMax: 32,
  teamLabelsMax: 100,
  /** Saved filters of one team and of one person. */
  teamViewsMax: 50,
  userViewsMax: 50,
  /** Signed-in browsers of one person; beyond it the one that was used longest ago is signed out. */
  userSignInsMax: 100,
  /** Invitations of one team that can still be used: a large class, not a script. */
  teamInvitesMax: 100,
  /** Teams that one person owns; each may hold as much as any other team. */
  userTeamsMax: 20,
  /** Looks at invitations per minute from one address. Their secrets cannot be guessed; a workshop shares an address. */
  invitePreviewsPerMinute: 120,
  /** How long a browser remembers an invitation while its person signs in through a provider. */
  inviteHoldMs: 15 * 60_000,
  /** Rows of the audit log, about 500 bytes each; beyond it, the team with the most loses its oldest. */
  auditEventsMax: 1_000_000,
  /** Exports of the audit log that one person may have under way, and how long one may take. */
  userAuditExportsMax: 1,
  auditExportMs: 5 * 60_000,
  /**
   * Failed sign-ins to one account from one address in 15 minutes, by browsers that have not signed in to it before. The owner
   * can still sign in while somebody elsewhere guesses.
   */
  signInFailuresPerAccount: 5,
  /** The same where clients cannot be told apart by their address, as behind a proxy that is not trusted. */
  sharedSignInFailuresPerAccount: 20,
  /** Failed sign-ins to one account in an hour by a browser that has signed in to it before. */
  browserSignInFailuresMax: 10,
  /**
   * Failed sign-ins to one account in a day by all browsers that have not signed in to it before. One address gets to 480, so
   * that it cannot stop the owner elsewhere; many addresses together cannot guess more than this.
   */
  accountSignInFailuresMax: 1_000,
  /** Failed sign-ins from one address in an hour, across all accounts; then one attempt every `signInPaceMs`. */
  signInFailuresPerAddress: 50,
  signInPaceMs: 3_000,
  /**
   * New accounts from one address in an hour: each costs a password hash and a row. A workshop shares an address, so beyond it
   * there is one more every `signUpPaceMs`.
   */
  signUpsPerAddress: 50,
  signUpPaceMs: 30_000,
  /** Requests for a new password from one address in an hour. An office shares an address. */
  resetsPerAddress: 30,
  /** Mails of one kind to one recipient in an hour, so that nobody can fill another person's mailbox. */
  mailsPerRecipientMax: 5,
  /**
   * Mails in a day to addresses that one person chooses, such as invitations: two large classes. With open sign-up, a stranger
   * could otherwise send to any number of people.
   */
  mailsPerSenderMax: 200,
  /** Mails that wait for the mail server, a few KiB each. What strangers ask for may take half of it. */
  mailQueueMax: 5_000,
  /** A mail that the mail server has not accepted for this long is dropped, or earlier if its link has expired. */
  mailExpiryMs: 24 * 3600_000,
  /** Lifetime of the link that sets a new password, sent by mail: it opens an account, and mail arrives in minutes. */
  resetLinkExpiryMs: 30 * 60_000,
  /** Lifetime of such a link that an administrator hands over, because that takes people longer. */
  handedLinkExpiryMs: 24 * 3600_000,
  /** Lifetime of a link that confirms an email address. */
  confirmLinkExpiryMs: 24 * 3600_000,
  /** Sign-ups that nobody has confirmed yet: one row each. */
  pendingSignUpsMax: 10_000,
  /** API requests per minute of one person or API token: a page needs a handful, a script a few per second. */
  callerRequestsPerMinute: 600,
  /**
   * Pages and API requests per minute from one address or, wherever they are, of one person or API token. An office shares an
   * address.
   */
  addressRequestsPerMinute: 3_000,
  /** Files of the interface and of the SDK, counted apart: a first visit loads some thirty. */
  addressFilesPerMinute: 12_000,
  /** Both together through one proxy that is not trusted: everybody behind it has its address. */
  sharedAddressRequestsPerMinute: 30_000,
  /** Keys of these rates that are remembered in one process, about 200 bytes each; the longest unused are forgotten. */
  requestBucketsMax: 100_000,
  /**
   * Part of the relay's thread that requests without a sign-in may use, and how much of it they may have saved up: enough for
   * some 2,500 public pages a second, and three quarters of the thread are left for logs.
   */
  strangerThreadMsPerSecond: 250,
  strangerBurstMs: 50,
  /** How long they may use it at a stretch before sockets are served again. */
  strangerTurnMs: 1,
  /** Requests of strangers that wait for the thread. */
  strangerRequestsMax: 2_000,
  /** Requests that Next works on at once, how many of them may be of strangers, and how many of each kind wait. */
  rendersMax: 8,
  strangerRendersMax: 2,
  renderQueueMax: 400,
  /** A request that takes longer waits for something else than the thread, and its place goes to the next. */
  renderSlotMs: 250,
  /** Answers to strangers that are kept in memory, their bytes, and the time for which a credential counts as good for rates. */
  keptAnswersMax: 1_000,
  keptBytesMax: 64 * MiB,
  knownCallersMax: 10_000,
  knownCallerMs: 5 * 60_000,
  /**
   * Devices without a key that wait to be claimed, in one process and from one address: each holds a socket and forwards
   * nothing. A test lab shares an address.
   */
  waitingDevicesMax: 1_000,
  waitingDevicesPerAddress: 50,
  /** How long a device may wait, a working day: an unmodified app does not reconnect by itself. */
  waitingMs: 8 * 3600_000,
  /** How long it may wait before it has sent anything: apps log when they start, idle sockets that hold places do not. */
  waitingSilentMs: 15 * 60_000,
  /** Devices at one source with which a person may tell a waiting device to go on: phones of one model in one room. */
  continueChoicesMax: 8,
  /**
   * Attempts of one person to claim a device, right or wrong: enough for a shelf of phones in a few minutes, never enough
   * to guess a code of 40 bits.
   */
  claimsPerMinute: 20,
  /**
   * Logs of a phone's direct server that are recognized when it replays them, about 100 bytes each; far more than a phone
   * can usefully list.
   */
  replayIdentitiesMax: 200_000,
  /**
   * One message of the Flutter package, which does not batch. The rest of a longer one is not read: its log is lost and
   * shown as a gap, and the app stays connected.
   */
  flutterFrameBytesMax: 2 * MiB,
  /**
   * Sustained bytes and logs per second of one Flutter app, with four times the burst. It cannot be asked to wait, so
   * anything beyond is lost and shown as a gap.
   */
  flutterBytesPerSecond: 1 * MiB,
  flutterRecordsPerSecond: 2_000,
  /** How long its logs wait for others to make a batch. */
  flutterCoalesceMs: 8,
  /**
   * Below the 60 s idle timeout of common proxies and the 25 s that the Flutter package asks for. After two unanswered
   * pings the app counts as disconnected.
   */
  flutterPingIntervalMs: 20_000,
  /**
   * An app with the same host key, address and program that connects within this span after another was lost counts as that
   * one, restarted. Without a key its claimer decides.
   */
  flutterRestartMs: 120_000,
  /** The same holds while the other is still connected, unless that one answers a ping within this span. */
  flutterProbeMs: 500,
  /** Runs of such apps that are remembered, beside the connected ones: a few hundred bytes each. */
  flutterPlacesMax: 10_000,
  /** Bytes to which a batch of an SDK is decompressed for a Flutter viewer: far above the text that an honest batch holds. */
  flutterOpenedBytesMax: 1 * MiB,
  /**
   * Bytes that a Flutter viewer has not read; beyond it the socket is closed, because its protocol cannot report missing
   * logs.
   */
  flutterViewerBufferedBytesMax: 1 * MiB,
  /**
   * One message of a phone that `agent-logger bridge` reads; the Flutter package sends logs of any size, and the record is
   * cut afterward.
   */
  bridgeFrameBytesMax: 64 * MiB,
  /**
   * Viewers, and all sockets, of a direct server on the LAN (lib/sdk/lan). It runs inside somebody's program, and serves a
   * roomful of people.
   */
  lanViewersMax: 20,
  lanConnectionsMax: 100,
  /** Bytes that one of its viewers has not read; beyond it nothing is sent until they are … */
  lanBufferedBytesMax: 1 * MiB,
  /** … and a viewer that reads nothing for this long is disconnected. */
  lanStalledMs: 25_000,
  /** One message of a viewer, which is discarded unread. */
  lanFrameBytesMax: 64 * KiB,
  /** Size of a request body, which holds the code, and the time for a request's head and body. */
  lanRequestBytesMax: 1 * KiB,
  lanRequestMs: 5_000,
  /**
   * Wrong codes from one address before it is locked for this long. Once addresses that are not locked have given this many
   * together, one wrong code locks an address. A code has 40 bits, which withstand that from every address of a network.
   */
  lanCodeFailuresPerAddress: 10,
  lanCodeFailuresMax: 200,
  lanCodeLockMs: 15 * 60_000,
  /** Addresses whose wrong codes are remembered. */
  lanCodeAddressesMax: 1_024,
  /** Browsers that have entered a code, and codes that are bound to an address; the oldest are forgotten. */
  lanEntriesMax: 64,
  /** Direct paths of one session: its device sends every batch once for each of them. */
  sessionDirectMax: 8,
  /**
   * Direct paths that one viewer socket may ask for per minute: a flapping network asks often, and each attempt costs the
   * device work.
   */
  directOpensPerMinute: 40,
  /**
   * Length and number of the signals of one side for one direct path: a description, and a candidate for each of its
   * addresses.
   */
  signalCharsMax: 16 * KiB,
  directSignalsMax: 64,
  /** One message of a data channel: most batches fit in one, larger ones are split. All browsers accept 64 KiB. */
  channelMessageBytesMax: 32 * KiB,
  /** Bytes that a direct path may buffer; more waits in the ring. */
  channelBufferedBytesMax: 256 * KiB,
  /** One message of a viewer on its direct path; a `need` is the largest. */
  channelRequestCharsMax: 2 * KiB,
  /** Rejected devices that are remembered for the people who wait for them; the oldest is forgotten first. */
  refusalsMax: 1_000,
  /**
   * Rejected devices with the same token, or without one from the same network, so that one client with many names
   * displaces nobody else.
   */
  sourceRefusalsMax: 20,
  refusalMs: 15 * 60_000,
  /**
   * Sustained bytes (of the records' lines) and records per second of one source, with four times the burst. A stream is read
   * more slowly beyond it, other requests get 429 and are repeated by their clients.
   */
  sourceBytesPerSecond: 4 * MiB,
  sourceRecordsPerSecond: 20_000,
  /** Requests per second with one token, with four times the burst: a fleet that shares a token sends each second. */
  tokenPostsPerSecond: 250,
  /** Bytes per second of such bodies with one token, after decompression, with four times the burst. */
  tokenBodyBytesPerSecond: 16 * MiB,
  /**
   * Sources that are live with one token, and in one process. Beyond it, the one that was silent longest ends its session, if
   * it has been for `sourceKeptMs`.
   */
  tokenSourcesMax: 250,
  sourcesMax: 5_000,
  sourceKeptMs: 10_000,
  /** A source that sends nothing for this long, and has no request open, ends its session. Its next record begins another. */
  sourceIdleMs: 5 * 60_000,
  /** How long the server waits for more records of a source to make a batch. */
  sourceCoalesceMs: 8,
  /** How long the first records of a session wait in memory for followers to join. */
  sourceOpeningMs: 2_000,
  /** What is held for late viewers (`INGEST_HOLD`): of one source, and in the process. The oldest is dropped first. */
  sourceHeldBytesMax: 256 * KiB,
  heldBytesMax: 16 * MiB,
  /** Body of a request that is decoded as a whole, before and after decompression. */
  sourceBodyBytesMax: 4 * MiB,
  /** All such bodies that are in memory. */
  sourceBodiesBytesMax: 64 * MiB,
  /** Records, and what groups them, in one such body: clients batch some hundreds. */
  sourceBodyRecordsMax: 20_000,
  /** One record or resource in it: it is decoded at one go. */
  sourceRecordBytesMax: 512 * KiB,
  /** Levels of nested values in it. */
  sourceDepthMax: 32,
  /** Time for such a body; one that stops for `sourceBodyIdleMs` is given up earlier. */
  sourceBodyMs: 30_000,
  sourceBodyIdleMs: 10_000,
  /** A streamed upload that sends nothing for this long is closed: apps may be silent, but not for ever. */
  uploadIdleMs: 3_600_000,
  /** Streamed uploads with one token, and in one process: each is a connection. */
  tokenUploadsMax: 500,
  uploadsMax: 5_000,
  /** Bodies in one process that are decompressed by Brotli or Zstandard, whose windows take 8 to 16 MiB each. */
  windowedBodiesMax: 16,
  /**
   * Part of the thread that decodes what sources send, what they may have saved up, and how long they use it at a stretch
   * before sockets are served again. They take turns by token.
   */
  sourceThreadMsPerSecond: 500,
  sourceThreadBurstMs: 100,
  sourceTurnMs: 2,
  /** How long an accepted token counts as good before the database is asked again; a revoked one is dropped at once. */
  sourceGrantMs: 5_000,
  /** Tokens that are remembered so. */
  sourceGrantsMax: 10_000,
  /** Syslog connections at one port, and those of one address: a relay opens a few, and hosts may share an address. */
  syslogConnectionsMax: 2_000,
  syslogAddressConnectionsMax: 200,
  /** Time and bytes that a syslog connection has to show a token. */
  syslogUnauthenticatedMs: 10_000,
  syslogUnauthenticatedBytesMax: 128 * KiB,
  /** One syslog message. Of a longer one the beginning is kept. */
  syslogMessageBytesMax: 64 * KiB,
  /** The values of one entry of a systemd journal. The rest of a larger one, such as a core dump, is skipped. */
  journalEntryBytesMax: 128 * KiB,
  /** Those who take part in what a session's viewers share, in one process: each message goes to all of them. */
  sessionParticipantsMax: 50,
  /** Length of the name that a guest chooses. */
  guestNameCharsMax: 40,
  /** Length of an annotation's content and of a passing word; a comment has 2,000 characters, and encryption makes it longer. */
  sharedTextCharsMax: 4 * KiB,
  /** Annotations in one message, and those that one person may write in a minute, with a burst of one full message. */
  annotationBatchMax: 64,
  annotationsPerMinute: 120,
  /** Passing words of one person per second, with twice the burst: a leader sends where they are four times a second. */
  tellsPerSecond: 10,
  /** Characters per second that all participants of a session share through one process, with four times the burst. */
  sessionSharedBytesPerSecond: 64 * KiB,
  /** Messages with a wrong stamp from one connection: old ones after the server's secret was replaced, not attempts to forge. */
  wrongStampsPerMinute: 20,
  /** Annotations that a browser keeps: of one session, of one author in it, and sessions. Those of members go last. */
  sessionAnnotationsMax: 1_000,
  authorAnnotationsMax: 400,
  annotatedSessionsMax: 200,
  /** Newest records that the on-device screen shows; they are decoded while it is open. */
  screenRecordsMax: 5_000,
} as const

export type LimitName = keyof typeof LIMITS
