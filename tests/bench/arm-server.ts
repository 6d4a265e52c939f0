/** A server under measurement, of any kind: where it listens, what it has used, and how to clean up between slices. */
import type { ServerKind } from './arms.ts'

export interface ArmServer {
  kind: ServerKind
  port: number
  /** Port of the second node, if there is one. */
  otherPort?: number
  cpuSeconds(): number
  memoryBytes(): number
  collectGarbage(): Promise<void>
  /** Bytes sent to the bus between nodes, if there is one. */
  busBytes?(): Promise<number>
  ask<T>(question: string): Promise<T>
  stop(): Promise<void>
}
