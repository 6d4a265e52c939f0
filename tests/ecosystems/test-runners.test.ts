/**
 * Tests of an app that uses the package: in Jest and Vitest, for Node and with jsdom. Many of them never close their logger; nothing
 * of it, its socket, its listeners of signals or the worker for its last words, may keep the runner alive or print a line.
 */
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Consumer, consumer, packageFolder } from './consumer.ts'

let app: Consumer
beforeAll(async () => {
  app = await consumer(['react', 'jest-environment-jsdom', 'vitest', 'jsdom'])
})
afterAll(() => app.remove())

/** Nothing listens at port 9, which no test may notice. */
const start = (server = 'http://127.0.0.1:9') =>
  `startAgentLogger({ server: '${server}', token: 'agl_d_x', warn: () => {}, captureConsole: true, captureErrors: true })`

const JEST = `
test('the app works', async () => {
  const { startAgentLogger } = require('agent-logger')
  const logger = ${start()}
  logger.info('from a test')
  expect(typeof require('agent-logger/direct').direct).toBe('function')
  if (typeof window !== 'undefined') {
    expect(typeof require('agent-logger/react').AgentLogger).toBe('function')
    require('agent-logger/screen').mountScreen(logger)
    expect(document.querySelector('agent-logger-screen')).not.toBeNull()
  }
  await logger.close()
})
`
const JEST_OPEN = (server?: string) => `
test('the app works', () => {
  const { startAgentLogger } = require('agent-logger')
  const logger = ${start(server)}
  for (let i = 0; i < 100; i++) logger.info('from a test')
  expect(logger.status.head).toBe(100)
})
`
const JEST_NOTHING = "test('the app works', () => {})"

/** Two files, which Jest runs in two processes. Returns what it said but for times. */
async function jest(environment: string, text: string) {
  app.write('a.test.cjs', text)
  app.write('b.test.cjs', text)
  app.write('jest.config.json', JSON.stringify({ testMatch: ['**/[ab].test.cjs'], testEnvironment: environment }))
  const program = path.join(packageFolder('jest'), 'bin/jest.js')
  const args = [program, '--config', 'jest.config.json', '--maxWorkers', '2', '--no-cache']
  const { code, stdout, stderr } = await app.run(process.execPath, args)
  const said = stderr.replace(/ \([\d.]+ m?s\)|^Time: .*$/gm, '').split('\n')
  return { code, stdout, stderr: said.sort().join('\n') }
}

test.each(['node', 'jsdom'])('Jest (%s) loads the package by require, and says and does nothing else', async (name) => {
  const expected = await jest(name, JEST_NOTHING)
  expect(expected).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('2 passed') })
  expect(await jest(name, JEST)).toEqual(expected)
  expect(await jest(name, JEST_OPEN())).toEqual(expected)
  expect(await jest(name, JEST_OPEN(app.relay.url))).toEqual(expected)
})

const VITEST = (end: string, server?: string) => `
import { startAgentLogger } from 'agent-logger'
import { expect, test } from 'vitest'
test('the app works', async () => {
  const logger = ${start(server)}
  logger.info('from a test')
  expect(typeof document).toBe(process.env.EXPECTED)
  ${end}
})
`
const VITEST_NOTHING = "import { test } from 'vitest'\ntest('the app works', () => {})"

async function vitest(environment: string, pool: string, text: string) {
  app.write('app.test.mjs', text)
  const config = { include: ['app.test.mjs'], environment, pool, reporters: ['dot'] }
  app.write('vitest.config.mjs', `export default { test: ${JSON.stringify(config)} }`)
  const program = path.join(packageFolder('vitest'), 'vitest.mjs')
  const EXPECTED = environment === 'jsdom' ? 'object' : 'undefined'
  const { code, stdout, stderr } = await app.run(process.execPath, [program, 'run', '--no-color'], { EXPECTED })
  return { code, stdout: stdout.replace(/(?:Start at|Duration) .*/g, ''), stderr }
}

test.each([
  ['node', 'forks'],
  ['node', 'threads'],
  ['node', 'vmThreads'],
  ['jsdom', 'forks'],
])('Vitest (%s, %s) loads the package by import, and says and does nothing else', async (environment, pool) => {
  const expected = await vitest(environment, pool, VITEST_NOTHING)
  expect(expected).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('1 passed') })
  expect(await vitest(environment, pool, VITEST('await logger.close()'))).toEqual(expected)
  expect(await vitest(environment, pool, VITEST(''))).toEqual(expected)
  expect(await vitest(environment, pool, VITEST('', app.relay.url))).toEqual(expected)
})
