/** A whole SDK without time and network, whose records the test reads as a viewer would get them. */
import { onTestFinished } from 'vitest'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { AgentLogger, AgentLoggerOptions } from '#lib/sdk/index.ts'
import { startWith } from '#lib/sdk/start-agent-logger.ts'
import { FakeClock, FakeNetwork } from '#tests/unit/sdk/fake-dependencies.ts'

export interface Recorded {
  logger: AgentLogger
  /** What a viewer has now; what still waits for the end of the turn is not among it. */
  records(): NumberedRecord[]
  /** The same without their numbers and times. */
  seen(): Omit<NumberedRecord, 'seq' | 'timeMs'>[]
}

export function recorded(options: Partial<AgentLoggerOptions> = {}): Recorded {
  const clock = new FakeClock()
  const network = new FakeNetwork()
  const logger = startWith(
    { server: 'https://logs.example.com', token: 'agl_d_x', compress: false, ...options },
    { clock, random: () => 1, dial: network.dial },
  )
  network.last.welcome()
  onTestFinished(() => void logger.close())
  const records = () => {
    // Many records in a row wait for one another.
    clock.advance(1_000)
    return network.last.records
  }
  return {
    logger,
    records,
    seen: () => records().map(({ seq: _seq, timeMs: _timeMs, ...record }) => record),
  }
}
