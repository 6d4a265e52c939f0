/** What a mutant's bundle holds: the simulator over the patched sources, and the schedules that look for bugs. */
import { EVERYTHING, type Profile } from './schedule.ts'

export { schedules } from './schedule.ts'
export { Simulation } from './simulation.ts'

export const PROFILE: Profile = { weights: { ...EVERYTHING, log: 16, cut: 8, slow: 4, revoke: 3 }, nodes: [1, 2, 2] }
