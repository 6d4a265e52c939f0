/** Opens what a page shares with others, and keeps it in this browser. */
import type { WireError } from '#lib/protocol/error-codes.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { AnnotationStore } from '#lib/viewer/together/annotation-store.ts'
import { Together } from '#lib/viewer/together/together.ts'
import { introduction } from './guest.ts'

export interface OpenTogether {
  together: Together
  close: () => void
}

/** Null: this source is shared with nobody. */
export async function openTogether(
  live: LiveSource,
  onRefused: (error: WireError) => void,
): Promise<OpenTogether | null> {
  if (!live.sharing) return null
  // Without storage, it lasts as long as the page.
  const store = await AnnotationStore.open().catch(() => null)
  const together = new Together({
    sharing: live.sharing,
    store,
    introduction,
    onRefused,
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
    // Not in a frame: a page in the background has none.
    schedule: (run) => queueMicrotask(run),
  })
  const flush = () => {
    if (document.hidden) void together.flush()
  }
  document.addEventListener('visibilitychange', flush)
  const unsubscribe = live.subscribe(() => {
    const code = live.snapshot().refusal?.code
    // What a link gave goes with the link.
    if (code === 'link-revoked' || code === 'link-expired') void together.forget()
  })
  return {
    together,
    close: () => {
      document.removeEventListener('visibilitychange', flush)
      unsubscribe()
      together.close()
    },
  }
}
