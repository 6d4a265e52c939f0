'use client'

import { useSyncExternalStore } from 'react'
import type { SeedProblem, SeedSession } from '#lib/viewer/seed-session.ts'

/** Why nothing is shown; null while there is nothing to say. */
export function useSeedProblem(live: SeedSession): SeedProblem | null {
  const problem = () => live.snapshot().problem
  return useSyncExternalStore(live.subscribe, problem, problem)
}
