/** Records that no server hears: they stay in this process for viewers of its direct server. */
import type { AgentLogger } from '../device/index.ts'
import { startLocalLogger } from '../lan/serve-direct.ts'
import type { Feed } from './hosted-feed.ts'
import type { StopRequest } from './stop-request.ts'

export class LocalFeed implements Feed {
  readonly device: AgentLogger
  readonly refused = new Promise<void>(() => {})

  constructor({ redact }: { redact: boolean }) {
    this.device = startLocalLogger({ ...(redact ? {} : { redact: false }), warn: () => {} })
  }

  /** No viewer holds the program up: what it misses is told to it. */
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
