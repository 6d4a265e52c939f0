'use client'

import { useSyncExternalStore } from 'react'
import type { FlutterProblem, FlutterSession } from '#lib/viewer/flutter-session.ts'

/** Why nothing is shown; null: there is no problem. */
export function useFlutterProblem(live: FlutterSession): FlutterProblem | null {
  const problem = () => live.snapshot().problem
  return useSyncExternalStore(live.subscribe, problem, problem)
}
