/**
 * What one delivered record costs each server: a table of arms, and how our cost grows with viewers, devices and
 * smaller batches.
 */
import {
  type Arm,
  COST_ARMS,
  checkoutArms,
  PAIR_LOCAL,
  PAIR_REMOTE,
  RELAY,
  RELAY_RECORD,
  RELAY_TEN,
  SOCKETIO_RECORD,
  WS,
  WS_RECORD,
  WS_TEN,
} from '#tests/bench/arms.ts'
import { type Entry, interleave, isInstalled, type Plan } from '#tests/bench/interleave.ts'
import type { Slice } from '#tests/bench/slice.ts'

/** The shape of every measurement that is compared with others. */
export const VIEWERS = 10
const VIEWER_COUNTS = [1, 2, 5, 10, 25, 50, 100, 200]
const WS_VIEWER_COUNTS = [1, 10, 50, 200]
const DEVICE_COUNTS = [1, 10, 50, 100, 500]

/** `more`: arms that were requested by name. */
export function measureCost(plan: Plan, viewers: number, more: Arm[]): Promise<Slice[]> {
  return interleave(
    [...COST_ARMS.filter(isInstalled), ...more].map((arm) => ({ arm, scenario: { viewers } })),
    plan,
  )
}

export function measureBatchSizes(plan: Plan): Promise<Slice[]> {
  const arms = [RELAY_RECORD, WS_RECORD, SOCKETIO_RECORD, RELAY_TEN, WS_TEN]
  return interleave(
    arms.map((arm) => ({ arm, scenario: { viewers: VIEWERS } })),
    plan,
  )
}

/** Few deliveries where the cost is per viewer, many where it is per batch. */
function ofViewers(viewers: number): Entry['scenario'] {
  return { viewers, deliveries: Math.min(1_500_000, 400_000 * viewers) }
}

export function measureViewers(plan: Plan): Promise<Slice[]> {
  return interleave(
    [
      ...VIEWER_COUNTS.map((viewers) => ({ arm: RELAY, scenario: ofViewers(viewers) })),
      ...WS_VIEWER_COUNTS.map((viewers) => ({ arm: WS, scenario: ofViewers(viewers) })),
    ],
    plan,
  )
}

export function measureDevices(plan: Plan): Promise<Slice[]> {
  return interleave(
    DEVICE_COUNTS.map((devices) => ({ arm: RELAY, scenario: { viewers: VIEWERS, devices, deliveries: 1_500_000 } })),
    plan,
  )
}

export function measureCheckouts(plan: Plan, checkout: string): Promise<Slice[]> {
  const arms = checkoutArms(checkout).flatMap(({ now, before, control }) => [before, now, control])
  return interleave(
    arms.map((arm) => ({ arm, scenario: { viewers: VIEWERS } })),
    plan,
  )
}

export function measureTwoNodes(plan: Plan): Promise<Slice[]> {
  return interleave(
    [RELAY, PAIR_LOCAL, PAIR_REMOTE].filter(isInstalled).map((arm) => ({ arm, scenario: { viewers: VIEWERS } })),
    plan,
  )
}
