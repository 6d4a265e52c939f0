/** A viewer that follows a device from its first record on, asks for what it misses, and keeps what it got. */
import { type BatchHeader, FLAG, firstSeqOf, lastSeqOf } from '#lib/protocol/batch.ts'
import type { GoneReason, SeqRange, SessionState } from '#lib/protocol/messages.ts'
import { decodeRecords, type NumberedRecord } from '#lib/protocol/record.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { DEVICE, person } from './sessions.ts'
import type { TestRelay } from './start-relay.ts'

export interface SourceWatcher {
  /** By session. */
  states: Map<string, SessionState>
  records: NumberedRecord[]
  gone: { range: SeqRange; reason: GoneReason }[]
  fills: number
  bodies(): string[]
  close(): void
}

let count = 0

export async function watchSource(relay: TestRelay, device = DEVICE): Promise<SourceWatcher> {
  const ticket = `watcher${++count}`
  relay.grants.set(ticket, person())
  const socket = relay.viewer({ ticket }, { origin: relay.url })
  const got = new Map<string, SeqRanges>()
  const watcher: SourceWatcher = {
    states: new Map(),
    records: [],
    gone: [],
    fills: 0,
    bodies: () => [...watcher.records].sort((a, b) => a.seq - b.seq).map(({ body }) => body),
    close: () => void socket.disconnect(),
  }
  const have = (session: string) => {
    const ranges = got.get(session) ?? new SeqRanges()
    got.set(session, ranges)
    return ranges
  }
  const learn = (state: SessionState) => {
    watcher.states.set(state.session, state)
    const missing = new SeqRanges()
    if (state.head > 0) missing.add(1, state.head)
    for (const [from, to] of have(state.session).ranges) missing.remove(from, to)
    if (!missing.isEmpty) socket.emit('need', state.session, [...missing.ranges])
  }
  socket.on('batch', (header: BatchHeader, bytes: Uint8Array) => {
    if (header[1] & FLAG.fill) watcher.fills++
    const first = firstSeqOf(header)
    have(header[0]).add(first, lastSeqOf(header))
    watcher.records.push(...decodeRecords(Buffer.from(bytes).toString(), first, header[3]))
  })
  socket.on('gone', (session, range, reason) => {
    have(session).add(...range)
    watcher.gone.push({ range, reason })
  })
  socket.on('state', learn)
  socket.on('device', (_device, state) => learn(state))
  const answer = await socket.emitWithAck('join', { device })
  if (answer.ok && answer.state) learn(answer.state)
  return watcher
}
