/** Shown records in a row that say the same at the same level, so that a list can show one of them with their count. */

export interface RepeatRun {
  /** Positions of the first and the last record of the run; between them, only hidden ones do not belong to it. */
  from: number
  to: number
  /** How many records the run has. */
  count: number
}

export interface RepeatColumns {
  count: number
  /** Number of the pattern; 0 for records without one, which are never the same. */
  patternAt(index: number): number
  levelAt(index: number): number
  isShown(index: number): boolean
}

/** Runs in rising order: together they hold each shown record once. Memory is bounded by the number of records. */
export function repeatRuns({ count, patternAt, levelAt, isShown }: RepeatColumns): RepeatRun[] {
  const runs: RepeatRun[] = []
  let run: RepeatRun | null = null
  for (let i = 0; i < count; i++) {
    if (!isShown(i)) continue
    const pattern = patternAt(i)
    const isSame = run !== null && pattern !== 0 && pattern === patternAt(run.to) && levelAt(i) === levelAt(run.to)
    if (run && isSame) {
      run.to = i
      run.count++
    } else {
      run = { from: i, to: i, count: 1 }
      runs.push(run)
    }
  }
  return runs
}
