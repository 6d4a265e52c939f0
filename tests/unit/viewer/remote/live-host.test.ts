/** How often a host sends frames: at once for what the reader does, a few times a second for what nobody can read. */
import { expect, test } from 'vitest'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'
import { LiveHost } from '#lib/viewer/remote/live-host.ts'
import type { ToHost, ToPage } from '#lib/viewer/remote/messages.ts'
import { SNAPSHOT } from './hosted-page.ts'

function hosted() {
  const sent: ToPage[] = []
  const waits: { run: () => void; waitMs: number; isForgotten: boolean }[] = []
  let toHost: (message: ToHost) => void = () => {}
  let store = new LogStore({ schedule: (run) => run() })
  new LiveHost({
    port: {
      post: (message) => {
        sent.push(message)
        if (message.kind === 'frame') queueMicrotask(() => toHost({ kind: 'drawn', isSkipped: false }))
      },
      listen: (listener) => {
        toHost = listener
      },
    },
    defer: (run) => run(),
    later: (run, waitMs) => {
      const wait = { run, waitMs, isForgotten: false }
      waits.push(wait)
      return () => {
        wait.isForgotten = true
      }
    },
    openSource: ({ schedule }) => {
      store = new LogStore({ schedule })
      const source: Partial<LiveSource> = {
        log: store,
        subscribe: () => () => {},
        snapshot: () => SNAPSHOT,
        close() {},
      }
      return source as LiveSource & { log: LogStore }
    },
  })
  const open = { server: '', target: null, also: [], group: null, hasPeerConnection: false }
  toHost({ kind: 'open', viewer: open as never })
  let next = 1
  return {
    command: (name: 'pause' | 'follow') => toHost({ kind: 'command', command: { name } }),
    append: async (count: number) => {
      const records = Array.from({ length: count }, () => ({
        seq: next++,
        timeMs: 1,
        level: 'info' as const,
        body: 'x',
      }))
      store.append('s', records, count * 50)
      await Promise.resolve()
    },
    frames: () => sent.filter(({ kind }) => kind === 'frame').length,
    waits,
  }
}

test('a page that follows more than anyone can read is left alone until it draws again', async () => {
  const { append, command, frames, waits } = hosted()
  await append(5)
  await append(200)
  const before = frames()
  await append(200)
  await append(200)
  expect(frames()).toBe(before)
  expect(waits).toHaveLength(1)
  expect(waits[0]?.waitMs).toBeGreaterThan(0)
  expect(waits[0]?.waitMs).toBeLessThanOrEqual(250)
  waits[0]?.run()
  expect(frames()).toBe(before + 1)

  // What the reader does shows at once, and takes the records that waited along.
  await append(200)
  expect(waits).toHaveLength(2)
  command('pause')
  expect(frames()).toBe(before + 2)
  expect(waits[1]?.isForgotten).toBe(true)

  // While it stands still, only counts change; they keep the pace of the page.
  await append(200)
  expect(frames()).toBe(before + 3)
})

test('a few records show at once', async () => {
  const { append, frames, waits } = hosted()
  for (let i = 0; i < 20; i++) {
    const before = frames()
    await append(1)
    expect(frames()).toBe(before + 1)
  }
  expect(waits).toEqual([])
})
