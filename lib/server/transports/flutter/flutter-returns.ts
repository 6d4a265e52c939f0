/**
 * Which claimed runs an app without a key may go on with [FB7]: those at its source that left shortly before it came, or whose
 * app does not answer. It only offers them; nothing happens until the person who claimed such a run says so.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Claim, LeftRun } from '#lib/server/pairing/pairing-queue.ts'
import { silentAmong, takeOver } from './flutter-arrivals.ts'
import type { FlutterDevice } from './flutter-device.ts'
import type { FlutterParts } from './flutter-parts.ts'
import type { RememberedRun, RememberedRuns } from './remembered-runs.ts'

export class FlutterReturns {
  readonly #parts: FlutterParts
  readonly #runs: RememberedRuns
  readonly #connected: ReadonlyMap<string, FlutterDevice>
  /** Waiting devices with the runs that each may go on with, and the silent connection of a run that has one. */
  readonly #offers = new Map<FlutterDevice, Map<RememberedRun, string | null>>()

  constructor(parts: FlutterParts, runs: RememberedRuns, connected: ReadonlyMap<string, FlutterDevice>) {
    this.#parts = parts
    this.#runs = runs
    this.#connected = connected
  }

  /** The device waits from now on. Call it only where its address is its own. */
  async waits(device: FlutterDevice): Promise<void> {
    const claimed = this.#runs.at(device.source, this.#parts.now()).filter(isClaimed)
    if (claimed.length === 0) return
    const offers = new Map<RememberedRun, string | null>()
    this.#offers.set(device, offers)
    for (const run of claimed) if (run.connectionId === null && run.lastRun) this.#offer(device, run)
    this.#announce(device)
    const silent = await silentAmong(claimed, this.#connected)
    for (const [run] of silent) if (this.#offers.get(device) === offers) this.#offer(device, run)
    if (silent.length > 0) this.#announce(device)
  }

  /** The device no longer waits. */
  stopsWaiting(device: FlutterDevice): void {
    if (this.#offers.delete(device)) this.#runs.stopWaiting(device.source, device.id)
  }

  /** The run that the claim goes on with, without a connection; null: none, or it is not the claimer's. */
  take(device: FlutterDevice, { teamId, userId = '', continues }: Claim): RememberedRun | null {
    const offers = this.#offers.get(device) ?? new Map<RememberedRun, string | null>()
    this.stopsWaiting(device)
    if (!continues?.session) return null
    const { number, session } = continues
    for (const run of this.#runs.at(device.source, this.#parts.now())) {
      if (!offers.has(run) || run.number !== number || !run.isClaimOf(teamId, userId)) continue
      // Another app has gone on with it meanwhile.
      if (run.connectionId !== null && run.connectionId !== offers.get(run)) continue
      const silent = this.#connected.get(run.connectionId ?? '')
      if ((silent?.session?.id ?? run.lastRun?.session) !== session) continue
      if (silent) takeOver(run, silent)
      return run
    }
    return null
  }

  #offer(device: FlutterDevice, run: RememberedRun): void {
    const offers = this.#offers.get(device)
    if (!offers || offers.size >= LIMITS.continueChoicesMax) return
    offers.set(run, run.connectionId)
    run.awaitedBy.add(device.id)
  }

  #announce(device: FlutterDevice): void {
    const leftRuns = [...(this.#offers.get(device)?.keys() ?? [])].flatMap((run): LeftRun[] => {
      const session = this.#connected.get(run.connectionId ?? '')?.session?.id ?? run.lastRun?.session
      const { teamId, claimedById: userId } = run.right
      return session && userId ? [{ teamId, userId, number: run.number, session }] : []
    })
    if (leftRuns.length > 0) this.#parts.flutter.pairingQueue?.setLeftRuns(device.id, leftRuns)
  }
}

function isClaimed({ right }: RememberedRun): boolean {
  return right.tokenId === null && !!right.claimedById
}
