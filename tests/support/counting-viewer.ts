/**
 * A viewer that repairs gaps like any other but decodes no batch: it counts sequence numbers and bytes. Hundreds fit into one
 * test process, which would otherwise spend its core on decoding the same records hundreds of times.
 */
import { lastSeqOf } from '#lib/protocol/batch.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { GapTracker } from '#lib/viewer/gap-tracker.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { VIEWER_TOKEN } from './relay-process.ts'

export class CountingViewer {
  readonly connection: ViewerConnection
  readonly tracker: GapTracker
  /** When the join was answered, on the clock of performance.now(); 0 until then. */
  joinedAtMs = 0
  readonly #session: string
  #timer: NodeJS.Timeout | undefined

  /** `want`: how many of the newest records to request. */
  constructor(server: string, session: string, want: number = Number.POSITIVE_INFINITY) {
    this.#session = session
    this.tracker = new GapTracker(want, Math.random)
    this.connection = new ViewerConnection({
      server,
      hello: async () => ({ version: PROTOCOL_VERSION, token: VIEWER_TOKEN }),
    })
    const { tracker } = this
    const after = (act: () => void) => {
      act()
      this.#act()
    }
    this.connection.listen({
      status: ({ state }) => (state === 'live' ? void this.#join() : tracker.handleDisconnect(Date.now())),
      batch: (header) => after(() => tracker.handleRecords(header[2], lastSeqOf(header), Date.now())),
      gone: (_session, range, reason) => after(() => tracker.handleGone(range, reason, Date.now())),
      skip: (_session, range) => after(() => tracker.handleSkip(range, Date.now())),
      state: (state) => after(() => tracker.handleState(state, Date.now())),
    })
  }

  get has(): number {
    return this.tracker.settledUpTo ?? 0
  }

  close(): void {
    clearTimeout(this.#timer)
    this.connection.close()
  }

  async #join(): Promise<void> {
    const answer = await this.connection.join({ session: this.#session })
    if (!answer.ok || !answer.state) return
    this.joinedAtMs = performance.now()
    this.tracker.handleJoin(answer.state, Date.now())
    this.#act()
  }

  #act(): void {
    clearTimeout(this.#timer)
    const act = this.tracker.due(Date.now())
    if (act && 'need' in act) this.connection.need(this.#session, act.need)
    const { wakeAtMs } = this.tracker
    if (wakeAtMs !== null) this.#timer = setTimeout(() => this.#act(), Math.max(1, wakeAtMs - Date.now()))
  }
}
