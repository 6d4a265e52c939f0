/** Starts the device (feeder.ts) and lets the benchmark tell it what to send. */
import { fork } from 'node:child_process'
import path from 'node:path'
import type { FeederAnswer, FeederOrder } from './feeder.ts'

export interface Feeder {
  /** The session of its records, or the port of its sockets. */
  target: string
  /** Sends further records; resolves with the number of the last one when it has been sent. */
  send(count: number, perSecond: number): Promise<{ upTo: number; seconds: number }>
  stop(): void
}

export async function startFeeder(order: Exclude<FeederOrder, { kind: 'send' }>): Promise<Feeder> {
  const child = fork(path.join(import.meta.dirname, 'feeder.ts'), { execArgv: ['--import', 'tsx'] })
  const stop = () => void child.kill()
  process.once('exit', stop)
  const ask = (message: FeederOrder) =>
    new Promise<FeederAnswer>((resolve, reject) => {
      const fail = () => reject(new Error('the device has left'))
      child.once('exit', fail)
      child.once('message', (said) => {
        child.off('exit', fail)
        resolve(said as FeederAnswer)
      })
      child.send(message)
    })
  const ready = await ask(order)
  return {
    target: ready.kind === 'ready' ? ready.target : '',
    send: async (count, perSecond) => {
      const said = await ask({ kind: 'send', count, perSecond })
      if (said.kind !== 'sent') throw new Error('the device has lost count')
      return said
    },
    stop: () => {
      process.off('exit', stop)
      stop()
    },
  }
}
