/** Several servers never store logs either: not themselves, not Redis, not PostgreSQL, and not in memory a minute later. */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'vitest'
import { runCanary } from './canary-run.ts'

test.concurrent('[I8] what passes between nodes is found nowhere, and not in their memory a minute after the last viewer left', async ({
  expect,
}) => {
  expect(await runCanary({ records: 10_000, quietMs: 60_000 })).toEqual({
    dataDirs: [],
    temporary: [],
    openFiles: [],
    output: [],
    postgres: [],
    redis: [],
    slowlog: 0,
    heap: [],
    held: [],
  })
}, 600_000)

test.concurrent('[I8] a leaking relay is detected, wherever it leaks to', async ({ expect }) => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-leak-'))
  const leak = path.join(import.meta.dirname, 'leak.mjs')
  const found = await runCanary({
    records: 500,
    quietMs: 5_000, // longer than anything may be held
    nodeArgs: ['--import', leak],
    leakFile: path.join(dir, 'records'),
  })
  rmSync(dir, { recursive: true, force: true })
  expect(found.temporary).toContain(path.join(dir, 'records'))
  expect(found.output).not.toEqual([])
  expect(found.heap).toContain('near')
  expect(found.held).toContain('near')
  expect(found.redis).not.toEqual([])
  expect(found.slowlog).toBeGreaterThan(0)
}, 600_000)
