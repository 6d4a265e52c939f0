import { expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { LimitHits } from '#lib/server/limit-hits.ts'
import { LagSweep } from '#lib/server/transports/socket-io/lag-sweep.ts'

function sweeping() {
  const socket = {
    connected: true,
    emit: vi.fn(),
    disconnect: vi.fn(),
    once: vi.fn(),
    conn: { transport: { socket: { bufferedAmount: 0, terminate: vi.fn() } }, writeBuffer: [] },
  }
  const subscriptions = { pause: vi.fn(), resume: vi.fn() }
  const hits = new LimitHits(() => {})
  const clock = { nowMs: 0 }
  const sweep = new LagSweep(
    { sockets: new Map([['v1', socket]]) } as never,
    { subscriptions } as never,
    () => clock.nowMs,
    hits,
  )
  const look = (bufferedBytes: number, nowMs: number) => {
    socket.conn.transport.socket.bufferedAmount = bufferedBytes
    clock.nowMs = nowMs
    sweep.check(['v1'])
  }
  return { socket, subscriptions, hits: hits.counts, look }
}

test('[RL6][limit viewerBufferedBytesMax][limit viewerResumeBytes] a viewer leaves above one bound and comes back below the other', () => {
  const { subscriptions, hits, look } = sweeping()
  look(LIMITS.viewerBufferedBytesMax, 0)
  expect(subscriptions.pause).not.toHaveBeenCalled()
  expect(hits.has('viewerBufferedBytesMax')).toBe(false)
  look(LIMITS.viewerBufferedBytesMax + 1, 100)
  expect(subscriptions.pause).toHaveBeenCalledExactlyOnceWith('v1')
  expect(hits.get('viewerBufferedBytesMax')).toBe(1)
  look(LIMITS.viewerResumeBytes, 200)
  expect(subscriptions.resume).not.toHaveBeenCalled()
  look(LIMITS.viewerResumeBytes - 1, 300)
  expect(subscriptions.resume).toHaveBeenCalledExactlyOnceWith('v1')
})

test('[RL6][limit viewerStalledMs] a viewer that does not drain gets the reason, is cut and counted', () => {
  const { socket, hits, look } = sweeping()
  look(LIMITS.viewerBufferedBytesMax + 1, 0)
  look(LIMITS.viewerBufferedBytesMax + 1, LIMITS.viewerStalledMs)
  expect(hits.has('viewerStalledMs')).toBe(false)
  look(LIMITS.viewerBufferedBytesMax + 1, LIMITS.viewerStalledMs + 1)
  expect(hits.get('viewerStalledMs')).toBe(1)
  expect(socket.emit).toHaveBeenCalledWith('fault', expect.objectContaining({ code: 'too-slow' }))
  expect(socket.conn.transport.socket.terminate).toHaveBeenCalledOnce()
})
