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
