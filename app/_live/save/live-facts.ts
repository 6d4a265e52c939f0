/** What a live page knows about the sessions in its log, for a file of them. */
import type { FileFacts, FileSession } from '#lib/viewer/export/file-facts.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'

export async function factsOf(live: LiveSource, which: 'shown' | 'all'): Promise<FileFacts> {
  const held = await live.log.ask('sessions', null)
  const { filter } = live.log.view()
  const sessions = held.map(({ id, startedAtMs }) => sessionOf(live, id, startedAtMs))
  return { which, writtenAtMs: Date.now(), filter: [...filter.levels, filter.text].filter(Boolean).join(' '), sessions }
}

function sessionOf(live: LiveSource, id: string, startedAtMs: number): FileSession {
  const { session: current, also } = live.snapshot()
  const known = [current, ...(also ?? [])].find((one) => one?.session === id)
  const state = live.stateOf ? live.stateOf(id) : known
  if (state) {
    const { endedAtMs, clockOffsetMs = null, device } = state
    return { id, startedAtMs: state.startedAtMs, endedAtMs, clockOffsetMs, device }
  }
  // Without further targets, it is another run of the same device, of which no more is known.
  const device = live.stateOf || also ? null : (current?.device ?? null)
  return { id, startedAtMs, endedAtMs: null, clockOffsetMs: null, device }
}
