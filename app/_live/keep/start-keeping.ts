/** Keeps the log of a live page in this browser until it is closed. Loaded when somebody keeps one. */
import { factsOf } from '#app/_live/save/live-facts.ts'
import { type KeptLog, KeptStore } from '#lib/viewer/keep/kept-store.ts'
import { type KeepEnd, LogKeeper } from '#lib/viewer/keep/log-keeper.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { keepBytesMax } from './keep-choices.ts'

export interface KeepingOptions {
  live: LiveSource
  /** The session that gives the copy its id. */
  id: string
  link: string | null
  onRemoved: (logs: readonly KeptLog[]) => void
  onEnd: (reason: KeepEnd) => void
}

/** Returns a function that ends it. The tab that came first keeps; another one with the same session waits for its turn. */
export async function startKeeping({ live, id, link, onRemoved, onEnd }: KeepingOptions): Promise<() => void> {
  // Without a name for what it holds, a browser that runs out of space may delete it. It may decline.
  void navigator.storage?.persist?.().catch(() => {})
  const store = await KeptStore.open()
  let keeper: LogKeeper | null = null
  let release = () => {}
  let isClosed = false
  const flush = () => {
    if (document.hidden) void keeper?.flush()
  }
  const start = () => {
    if (isClosed) return
    keeper = new LogKeeper({ log: live.log, store, id, describe, bytesMax: keepBytesMax, onRemoved, onEnd })
  }
  const describe = async () => {
    const facts = await factsOf(live, 'all')
    const { session } = live.snapshot()
    const { name = '', appName = '', appVersion = '' } = session?.device ?? {}
    const entry = {
      id,
      name,
      appName: [appName, appVersion].filter(Boolean).join(' '),
      startedAtMs: session?.startedAtMs ?? 0,
      link,
    }
    return { facts, entry }
  }
  if (navigator.locks) {
    void navigator.locks.request(`agent-logger-keep-${id}`, () => {
      start()
      return new Promise<void>((resolve) => {
        release = resolve
        if (isClosed) resolve()
      })
    })
  } else start()
  document.addEventListener('visibilitychange', flush)
  return () => {
    isClosed = true
    document.removeEventListener('visibilitychange', flush)
    keeper?.close()
    store.close()
    release()
  }
}

/** A link that was revoked or has expired takes with it what was kept by it. */
export async function forgetLink(link: string): Promise<void> {
  const store = await KeptStore.open()
  for (const log of await store.list()) if (log.link === link) await store.remove(log.id)
  store.close()
}
