'use client'

/** What is shared, as React sees it. */
import { useSyncExternalStore } from 'react'
import type { Together } from '#lib/viewer/together/together.ts'
import { NOT_TOGETHER, type TogetherSnapshot } from '#lib/viewer/together/together-snapshot.ts'

const never = () => () => {}
const none = () => NOT_TOGETHER

/** Null: it is not open yet. */
export function useTogetherSnapshot(together: Together | null): TogetherSnapshot {
  return useSyncExternalStore(together?.subscribe ?? never, together?.snapshot ?? none, none)
}
