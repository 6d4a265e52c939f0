/** Opens the sessions of Flutter apps in the hub: at once, when somebody claims the app, or when a superseded app goes on. */
import { writeFlutterTime } from '#lib/flutter/flutter-time.ts'
import { newFlutterSessionId } from '#lib/flutter/ids.ts'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import type { Claim, Continuation } from '#lib/server/pairing/pairing-queue.ts'
import { recheckDevice } from '#lib/server/transports/connection-rights.ts'
import { RecordBatches } from '#lib/server/transports/record-batches.ts'
import { describeApp } from './flutter-description.ts'
import type { FlutterDevice } from './flutter-device.ts'
import type { FlutterParts } from './flutter-parts.ts'
import type { FlutterRight, LastRun, RememberedRun, RememberedRuns } from './remembered-runs.ts'

/** What the database says of a session that was recorded. */
export interface RecordedStart {
  deviceId: string
  deviceName: string
}

export interface FlutterSessionsParts extends FlutterParts {
  runs: RememberedRuns
  isConnected(device: FlutterDevice): boolean
  end(device: FlutterDevice, error: AppError): void
}

export class FlutterSessions {
  readonly #parts: FlutterSessionsParts

  constructor(parts: FlutterSessionsParts) {
    this.#parts = parts
  }

  /** Records the session in the database. `deviceName` of the right names a device that is new. */
  record(
    { right, installationId }: Pick<RememberedRun, 'right' | 'installationId'>,
    sessionId: string,
    userAgent: string,
  ): Promise<RecordedStart> {
    const { teamId, tokenId, claimedById = null, deviceName } = right
    const device = describeApp(userAgent, installationId, deviceName)
    const startedAtMs = Date.now()
    return this.#parts.ports.store.rows.recordSessionStart({
      ...{ id: sessionId, teamId, tokenId, claimedById, startedAtMs, device },
    })
  }

  /** Opens a recorded session. `lastRun`: set when it continues one. Ends the device if the hub refuses it. */
  open(
    device: FlutterDevice,
    run: RememberedRun,
    sessionId: string,
    recorded: RecordedStart,
    lastRun: LastRun | null,
  ): void {
    const { ports, hub, now } = this.#parts
    const batches = device.batches ?? new RecordBatches(sessionId, lastRun ?? undefined)
    device.run = run
    device.connections = (lastRun?.connections ?? 0) + 1
    device.startedAtMs = lastRun?.startedAtMs ?? device.startedAtMs
    const { hello, facts } = openingOf(device, run, sessionId, recorded, lastRun)
    try {
      const session = hub.openSession(device.id, hello, facts, run.right.tokenId, now())
      device.collect(batches)
      if (lastRun) device.note(dividerOf(device), { event: 'restart', run: device.connections })
      device.open(session)
      hub.resumeNeeds(session, now())
      ports.store.sessionStarted(session)
    } catch (error) {
      this.#fail(device, error)
      return
    }
    const { right } = run
    void recheckDevice(
      { right, session: device.session, end: (error) => this.#parts.end(device, error) },
      ports,
      Date.now(),
    )
  }

  /** `run`: the claimer's own, to go on with; null: a new session. Returns the session. */
  claimed(device: FlutterDevice, claim: Claim, run: RememberedRun | null): string {
    const { teamId, tokenId, deviceName, userId, continues, othersNumbers } = claim
    if (run?.lastRun) this.#continue(device, run, run.lastRun)
    else {
      const right = {
        teamId,
        tokenId,
        claimedById: userId ?? null,
        ...(deviceName === undefined ? {} : { deviceName }),
      }
      this.#startNew(device, right, device.sessionId, { wanted: continues, others: othersNumbers })
    }
    return device.sessionId
  }

  /** It seemed dead, and another connection continues its session: its own logs get a new one. */
  openAgain(device: FlutterDevice): void {
    if (device.formerRight) this.#startNew(device, device.formerRight, newFlutterSessionId())
  }

  /** Collects the device's logs while the session is recorded, then opens it. */
  #startNew(
    device: FlutterDevice,
    right: FlutterRight,
    sessionId: string,
    numbers: { wanted?: Continuation | undefined; others?: readonly number[] | undefined } = {},
  ): void {
    const run = this.#parts.runs.start(device.source, right, device.id, numbers)
    device.collect(new RecordBatches(sessionId))
    this.#openRecorded(device, run, sessionId, null)
  }

  #continue(device: FlutterDevice, run: RememberedRun, lastRun: LastRun): void {
    this.#parts.runs.resume(run, device.id)
    device.continueAs(lastRun, this.#parts.flutter.publicUrl())
    device.collect(new RecordBatches(lastRun.session, lastRun))
    this.#openRecorded(device, run, lastRun.session, lastRun)
  }

  #openRecorded(device: FlutterDevice, run: RememberedRun, sessionId: string, lastRun: LastRun | null): void {
    device.run = run
    this.record(run, sessionId, device.userAgent).then(
      (recorded) => {
        if (this.#parts.isConnected(device)) this.open(device, run, sessionId, recorded, lastRun)
      },
      (error) => this.#fail(device, error),
    )
  }

  #fail(device: FlutterDevice, error: unknown): void {
    const name = error instanceof Error ? error.name : 'unknown error'
    if (!isAppError(error)) this.#parts.ports.log(`a session of a Flutter app did not open: ${name}`)
    this.#parts.end(device, isAppError(error) ? error : new AppError('internal'))
  }
}

/** What a device of our own would say in its hello, and what the hub keeps of the session. */
function openingOf(
  { startedAtMs, connections, userAgent }: FlutterDevice,
  run: RememberedRun,
  sessionId: string,
  { deviceId, deviceName: name }: RecordedStart,
  lastRun: LastRun | null,
) {
  const device = describeApp(userAgent, run.installationId)
  const { platform, os, model, appName, appVersion } = device
  const hello = {
    version: PROTOCOL_VERSION,
    token: '',
    session: sessionId,
    attempt: connections,
    ageMs: Date.now() - startedAtMs,
    // What was collected in the meantime comes after this.
    tail: (lastRun?.head ?? 0) + 1,
    head: lastRun?.head ?? 0,
    counters: lastRun?.counters ?? NO_COUNTERS,
    device,
  }
  const facts = {
    id: sessionId,
    teamId: run.right.teamId,
    deviceId,
    startedAtMs,
    device: { id: deviceId, name, platform, os, model, appName, appVersion },
    delivery: 'at-most-once' as const,
  }
  return { hello, facts }
}

/** The line between two runs of an app in one session. */
function dividerOf({ deviceId }: FlutterDevice) {
  const message = '──── the app was started again ────'
  const timestamp = writeFlutterTime(Date.now())
  return { message, level: 'info', timestamp, error: null, stackTrace: null, deviceId }
}
