/** Keeps records in this process for viewers of its direct server; sends nothing to a server. */
import type { AgentLogger } from '#lib/sdk/index.ts'
import { startLocalLogger } from '#lib/sdk/lan/serve-direct.ts'
import type { CommandFailure } from './command.ts'
import type { RecordSink } from './hosted-sink.ts'
import type { StopRequest } from './stop-request.ts'

export class LocalSink implements RecordSink {
  readonly device: AgentLogger
  readonly accepted = Promise.resolve()
  readonly refused = new Promise<CommandFailure>(() => {})
  readonly undelivered = 0

  constructor({ redact }: { redact: boolean }) {
    this.device = startLocalLogger({ ...(redact ? {} : { redact: false }), warn: () => {} })
  }

  logged(): void {}

  /** A viewer never blocks the program; a viewer that falls behind receives a gap notice. */
  whenRoom(): Promise<void> {
    return Promise.resolve()
  }

  async end(lingerMs: number, stop: StopRequest): Promise<void> {
    if (lingerMs > 0) {
      let timer: NodeJS.Timeout | undefined
      const lingered = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, lingerMs)
      })
      await (stop.isRequested() ? lingered : Promise.race([lingered, stop.requested]))
      clearTimeout(timer)
    }
    await this.device.close()
  }
}
