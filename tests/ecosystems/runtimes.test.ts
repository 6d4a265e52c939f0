/** The package in every runtime of servers that it is said to run in. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Consumer, consumer, packageFolder, twoRecords } from './consumer.ts'

let app: Consumer
beforeAll(async () => {
  app = await consumer()
})
afterAll(() => app.remove())

const RUNTIMES: readonly [name: string, program: string, args: string[]][] = [
  [`Node ${process.versions.node}`, process.execPath, []],
  ['Node 22', `${packageFolder('node22')}/bin/node`, []],
  ['Node 24', `${packageFolder('node24')}/bin/node`, []],
  ['Bun', `${packageFolder('@oven/bun-linux-x64')}/bin/bun`, ['run']],
  ['Deno', `${packageFolder('@deno/linux-x64-glibc')}/deno`, ['run', '--allow-all', '--no-lock']],
]

const isNode = (name: string) => name.startsWith('Node')

const CASES = RUNTIMES.flatMap(([name, ...runtime]) => [
  [name, 'import', ...runtime] as const,
  [name, 'require', ...runtime] as const,
])

test.each(CASES)('%s by %s: records arrive and the program ends by itself', async (name, load, program, args) => {
  const find = app.sessions()
  const device = `${name} ${load}`
  const file = app.write(`app.${load === 'import' ? 'mjs' : 'cjs'}`, twoRecords(device, load))
  const { code, stderr } = await app.run(program, [...args, file, app.relay.url])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  await expect.poll(() => find(device)).toMatchObject({ head: 2, liveness: 'ended' })
})

test.each(CASES)(
  '%s by %s: last words change nothing of the end, and arrive in Node',
  async (name, load, program, args) => {
    const device = `${name} ${load} last words`
    const file = app.write(`last.${load === 'import' ? 'mjs' : 'cjs'}`, twoRecords(device, load))
    const silent = app.write('silent.mjs', twoRecords(device, load).replace(/^.*agent-logger.*$/m, STAND_IN))
    const find = app.sessions()
    for (const end of ['exit', 'crash', 'signal']) {
      const signal = end === 'signal' ? 'SIGTERM' : undefined
      const ended = await app.run(program, [...args, file, app.relay.url, end], {}, signal)
      const { code, signal: by, stdout } = await app.run(program, [...args, silent, app.relay.url, end], {}, signal)
      expect({ end, ...ended }).toMatchObject({ end, code, signal: by, stdout })
      expect(ended.stderr.includes('boom')).toBe(end === 'crash')
      if (isNode(name)) await expect.poll(() => find(`${device} ${end}`)).toMatchObject({ head: 1, liveness: 'ended' })
    }
  },
)

/** The same program without the package. */
const STAND_IN = 'const startAgentLogger = () => ({ info() {} })'
