/**
 * A viewer that repairs like every viewer but opens no batch: it counts numbers and bytes. Hundreds of them fit into one process
 * of the tests, whose core would otherwise be spent on reading the same records hundreds of times.
 */
import { lastSeqOf } from '#lib/protocol/batch.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { SessionRepair } from '#lib/viewer/session-repair.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { VIEWER_TOKEN } from './relay-process.ts'

export class CountingViewer {
  readonly connection: ViewerConnection
  readonly repair: SessionRepair
  /** When the join was answered, by performance.now(); 0: not yet. */
  joinedAtMs = 0
  readonly #session: string
  #timer: NodeJS.Timeout | undefined

  /** `want`: how many of the newest records it asks for. */
  constructor(server: string, session: string, want: number = Number.POSITIVE_INFINITY) {
    this.#session = session
    this.repair = new SessionRepair(want, Math.random)
    this.connection = new ViewerConnection({
      server,
      hello: async () => ({ version: PROTOCOL_VERSION, token: VIEWER_TOKEN }),
    })
    const { repair } = this
    const after = (act: () => void) => {
      act()
      this.#act()
    }
    this.connection.listen({
      status: ({ state }) => (state === 'live' ? void this.#join() : repair.disconnected()),
      batch: (header) => after(() => repair.received(header[2], lastSeqOf(header), Date.now())),
      gone: (_session, range, reason) => after(() => repair.gone(range, reason, Date.now())),
      skip: (_session, range) => after(() => repair.skipped(range, Date.now())),
      state: (state) => after(() => repair.stated(state, Date.now())),
    })
  }

  get has(): number {
    return this.repair.settledUpTo ?? 0
  }

  close(): void {
    clearTimeout(this.#timer)
    this.connection.close()
  }

  async #join(): Promise<void> {
    const answer = await this.connection.join({ session: this.#session })
    if (!answer.ok || !answer.state) return
    this.joinedAtMs = performance.now()
    this.repair.joined(answer.state, Date.now())
    this.#act()
  }

  #act(): void {
    clearTimeout(this.#timer)
    const act = this.repair.due(Date.now())
    if (act && 'need' in act) this.connection.need(this.#session, act.need)
    const { wakeAtMs } = this.repair
    if (wakeAtMs !== null) this.#timer = setTimeout(() => this.#act(), Math.max(1, wakeAtMs - Date.now()))
  }
}
