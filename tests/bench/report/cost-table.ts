/** The cost of each arm as a table: median, our cost relative to it with its interval, and errors. */
import { COST_ARMS, LOG_IO, RELAY, WS, WS_AGAIN } from '#tests/bench/arms.ts'
import type { Counts } from '#tests/bench/load/account.ts'
import { howToInstall, isProgram } from '#tests/bench/servers/programs.ts'
import { faultsOf, isDisturbed, type Slice } from '#tests/bench/slice.ts'
import { median, type Ratio, ratioOf } from '#tests/bench/statistics.ts'
import { alignedTable } from './aligned-table.ts'

export const show = (value: number) => value.toFixed(Math.abs(value) < 0.1 ? 3 : Math.abs(value) < 10 ? 2 : 1)

export function slicesOf(slices: Slice[], name: string): Slice[] {
  return slices.filter(({ arm }) => arm === name).sort((a, b) => a.round - b.round)
}

export function costsOf(slices: Slice[], name: string): number[] {
  return slicesOf(slices, name).map(({ cpuSecondsPerMillion }) => cpuSecondsPerMillion)
}

/** What `name` costs as a multiple of what `base` costs. */
export function costRatio(slices: Slice[], name: string, base: string): Ratio | null {
  const [ours, theirs] = [costsOf(slices, name), costsOf(slices, base)]
  return ours.length > 0 && theirs.length === ours.length ? ratioOf(ours, theirs) : null
}

export interface Control extends Ratio {
  isQuiet: boolean
  disturbed: number
  slices: number
}

/** The same server twice: the difference shows how much this run can resolve. */
export function controlOf(slices: Slice[]): Control | null {
  const ratio = costRatio(slices, WS.name, WS_AGAIN.name)
  if (!ratio) return null
  const disturbed = slices.filter(isDisturbed).length
  return { ...ratio, isQuiet: ratio.low >= 0.93 && ratio.high <= 1.07, disturbed, slices: slices.length }
}

export function costTable(slices: Slice[]): string[] {
  const rows = [
    [
      'arm',
      'CPU-s per million',
      'ours costs',
      '95 % interval',
      'delivered',
      'lost',
      'repeated',
      'reordered',
      'damaged',
    ],
  ]
  for (const { name, server } of [...COST_ARMS, LOG_IO]) {
    const mine = slicesOf(slices, name)
    if (mine.length === 0) {
      if (isProgram(server)) rows.push([name, `not installed: \`${howToInstall(server)}\``])
      continue
    }
    const ratio = name === RELAY.name ? null : costRatio(slices, RELAY.name, name)
    const total = (key: keyof Counts) => String(mine.reduce((sum, { result }) => sum + result[key], 0))
    rows.push([
      name,
      show(median(costsOf(slices, name))),
      ratio ? `${show(ratio.median)}×` : '',
      ratio ? `${show(ratio.low)}–${show(ratio.high)}` : '',
      ...(['delivered', 'lost', 'repeated', 'reordered', 'damaged'] as const).map(total),
    ])
  }
  const faulty = slicesOf(slices, RELAY.name).reduce((sum, slice) => sum + faultsOf(slice), 0)
  return [...alignedTable(rows), ...(faulty > 0 ? ['', `Void: our own arm had ${faulty} faults.`] : [])]
}
