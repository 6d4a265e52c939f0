/** A server under measurement, whichever it is: where it listens, what it has used, how it is put in order between slices. */
import type { Arm, ServerKind } from './arms.ts'
import { PinnedWorker, SERVER_CORE } from './pinned-worker.ts'
import { cpuSeconds, memoryBytes } from './process-cost.ts'
import { startLogIo } from './servers/log-io.ts'
import { isProgram, startProgram } from './servers/programs.ts'
import { startRelayPair } from './servers/relay-pair.ts'

export interface ArmServer {
  kind: ServerKind
  port: number
  /** Of the second node, where there is one. */
  otherPort?: number
  cpuSeconds(): number
  memoryBytes(): number
  collectGarbage(): Promise<void>
  /** What has gone to the bus between nodes, where there is one. */
  busBytes?(): Promise<number>
  ask<T>(question: string): Promise<T>
  stop(): Promise<void>
}

export async function startArmServer(kind: Arm['server']): Promise<ArmServer> {
  if (kind === 'log.io') return startLogIo()
  if (kind === 'relay-pair') return startRelayPair()
  if (isProgram(kind)) {
    const { pid, port, stop } = await startProgram(kind)
    return {
      kind,
      port,
      cpuSeconds: () => cpuSeconds(pid),
      memoryBytes: () => memoryBytes(pid),
      collectGarbage: async () => {},
      ask: () => Promise.reject(new Error(`${kind} answers no questions`)),
      stop,
    }
  }
  const worker = new PinnedWorker('node-server', SERVER_CORE, [kind])
  return {
    kind,
    port: await worker.ask<number>('port'),
    cpuSeconds: () => cpuSeconds(worker.pid),
    memoryBytes: () => memoryBytes(worker.pid),
    collectGarbage: () => worker.ask('collectGarbage'),
    ask: (question) => worker.ask(question),
    stop: () => worker.stop(),
  }
}
