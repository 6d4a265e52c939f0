/**
 * A process of strangers: connections that ask for public addresses as fast as they are answered. It runs at a low priority,
 * so that what it uses of the machine is not taken from the process that measures.
 */
import { Agent, request } from 'node:http'
import os from 'node:os'
import { answer } from '#tests/bench/answers.ts'

export interface StrangersOrder {
  server: string
  connections: number
  /** Each has an address of its own in X-Forwarded-For; otherwise all have one. */
  hasOwnAddresses: boolean
}

export interface StrangersResult {
  seconds: number
  /** Answers by status; 0 for a connection that failed. */
  statuses: Record<number, number>
}

const PATHS = [
  () => '/sign-in',
  (i: number) => `/s/stranger-${i}`,
  () => '/sdk/agent-logger.js',
  () => '/api/auth/csrf',
  () => '/sdk/agent-logger.tgz',
  () => '/api/auth/providers',
  () => '/api/auth/session',
  () => '/api/auth/signin',
]

let crowd: { isOver: boolean; startedAtMs: number; statuses: Record<number, number>; done: Promise<unknown> } | null =
  null

function ask(agent: Agent, server: string, path: string, address: string): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(server + path, { agent, headers: { 'x-forwarded-for': address } }, (response) => {
      response.resume()
      response.once('close', () => resolve(response.statusCode ?? 0))
    })
    asked.once('error', () => resolve(0))
    asked.end()
  })
}

os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL)

answer({
  start: ({ server, connections, hasOwnAddresses }: StrangersOrder) => {
    const agent = new Agent({ keepAlive: true, maxSockets: connections })
    const current = { isOver: false, startedAtMs: performance.now(), statuses: {} as Record<number, number> }
    const stranger = async (i: number) => {
      const address = hasOwnAddresses ? `10.${i >> 8}.${i & 255}.1` : '10.255.255.1'
      for (let asked = i; !current.isOver; asked++) {
        const status = await ask(agent, server, PATHS[asked % PATHS.length]?.(asked) ?? '/', address)
        current.statuses[status] = (current.statuses[status] ?? 0) + 1
      }
    }
    const done = Promise.all(Array.from({ length: connections }, (_, i) => stranger(i))).finally(() => agent.destroy())
    crowd = Object.assign(current, { done })
  },
  stop: async (): Promise<StrangersResult> => {
    if (!crowd) return { seconds: 0, statuses: {} }
    const { startedAtMs, statuses, done } = crowd
    const seconds = (performance.now() - startedAtMs) / 1000
    crowd.isOver = true
    crowd = null
    await done
    return { seconds, statuses }
  },
})
