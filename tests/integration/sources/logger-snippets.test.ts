/** The snippets of OpenTelemetry for JavaScript and of pino-loki, run as they stand with the real packages. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runProgram } from '#tests/support/run-program.ts'
import { snippetOf } from '#tests/support/snippets.ts'
import { type SourceWatcher, watchSource } from '#tests/support/source-watcher.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'

let relay: TestRelay
let watcher: SourceWatcher
let dir: string
beforeEach(async () => {
  relay = await startRelay()
  watcher = await watchSource(relay)
  dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-snippets-'))
  symlinkSync(path.join(import.meta.dirname, '../../../node_modules'), path.join(dir, 'node_modules'))
})
afterEach(async () => {
  await relay.close()
  rmSync(dir, { recursive: true, force: true })
})

test.each([
  ['otel-js', 'Hello from OpenTelemetry', { answer: 42 }],
  ['pino-loki', 'Hello from pino', { answer: 42 }],
])('%s', async (id, hello, attributes) => {
  const code = snippetOf(id, { origin: relay.url, token: 'agl_d_shop' }).at(-1) ?? ''
  writeFileSync(path.join(dir, 'log.mjs'), code)
  await runProgram(process.execPath, ['log.mjs'], { cwd: dir })
  const record = await vi.waitFor(() => {
    const found = watcher.records.find(({ body }) => body.includes(hello))
    expect(found).toBeDefined()
    return found
  })
  expect(record).toMatchObject({ level: 'info', attributes })
  expect([...watcher.states.values()][0]?.device.name).toBe('my-app')
})
