/** Tests of an app that uses the package: in Jest and Vitest, for Node and with jsdom. */
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Consumer, consumer, packageFolder } from './consumer.ts'

let app: Consumer
beforeAll(async () => {
  app = await consumer(['react', 'jest-environment-jsdom', 'vitest', 'jsdom'])
})
afterAll(() => app.remove())

/** Nothing listens there, which no test may notice. */
const START =
  "startAgentLogger({ server: 'http://127.0.0.1:9', token: 'agl_d_x', warn: () => {}, captureConsole: true })"

const JEST = `
test('the app works', async () => {
  const { startAgentLogger } = require('agent-logger')
  const logger = ${START}
  logger.info('from a test')
  console.log('captured')
  expect(typeof require('agent-logger/direct').direct).toBe('function')
  if (typeof window !== 'undefined') {
    expect(typeof require('agent-logger/react').AgentLogger).toBe('function')
    require('agent-logger/screen').mountScreen(logger)
    expect(document.querySelector('agent-logger-screen')).not.toBeNull()
  }
  await logger.close()
})
`

test.each(['node', 'jsdom'])('Jest (%s) loads the package by require, and ends', async (environment) => {
  app.write('app.test.cjs', JEST)
  app.write('jest.config.json', JSON.stringify({ testMatch: ['**/app.test.cjs'], testEnvironment: environment }))
  const jest = path.join(packageFolder('jest'), 'bin/jest.js')
  const { code, stderr } = await app.run(process.execPath, [jest, '--config', 'jest.config.json'])
  expect(stderr).toContain('1 passed')
  expect(stderr).not.toMatch(/did not exit|open handle/)
  expect(code).toBe(0)
})

const VITEST = `
import { startAgentLogger } from 'agent-logger'
import { expect, test } from 'vitest'
test('the app works', async () => {
  const logger = ${START}
  logger.info('from a test')
  expect(typeof document).toBe(process.env.EXPECTED)
  await logger.close()
})
`

test.each([
  ['node', 'undefined'],
  ['jsdom', 'object'],
])('Vitest (%s) loads the package by import, and ends', async (environment, EXPECTED) => {
  app.write('app.test.mjs', VITEST)
  const vitest = path.join(packageFolder('vitest'), 'vitest.mjs')
  app.write(
    'vitest.config.mjs',
    `export default { test: { include: ['app.test.mjs'], environment: '${environment}' } }`,
  )
  const { code, stdout, stderr } = await app.run(process.execPath, [vitest, 'run'], { EXPECTED })
  expect(`${stdout}${stderr}`).toContain('1 passed')
  expect(code).toBe(0)
})
