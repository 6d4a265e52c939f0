/** Starts an arm's server: one of ours, a Node.js one, or a third-party program. */
import type { ArmServer } from './arm-server.ts'
import type { Arm } from './arms.ts'
import { PinnedWorker, SERVER_CORE } from './pinned-worker.ts'
import { cpuSeconds, memoryBytes } from './process-cost.ts'
import { startLogIo } from './servers/log-io.ts'
import { isProgram, startProgram } from './servers/programs.ts'
import { startRelayPair } from './servers/relay-pair.ts'

export async function startArmServer({ server: kind, checkout }: Pick<Arm, 'server' | 'checkout'>): Promise<ArmServer> {
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
  const worker = new PinnedWorker('node-server', SERVER_CORE, [kind], checkout)
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
