/** A Node program that uses the SDK, in a process of its own, and a viewer that watches it from its start. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { onTestFinished, vi } from 'vitest'
import { decodeRecords, type NumberedRecord } from '#lib/protocol/record.ts'
import type { RelaySession } from '#lib/server/relay/session.ts'
import { openBatch } from '#lib/viewer/open-batch.ts'
import { person } from '#tests/support/sessions.ts'
import type { TestRelay } from '#tests/support/start-relay.ts'

const root = path.resolve(import.meta.dirname, '../../../..')
/** Resolved by the running program, as in an app. */
const PEERS = ['pino', 'winston', 'express', 'fastify', 'debug', '@nestjs/*', '@opentelemetry/*', 'next']

/** Bundles sources of this project by name, for programs to import; returns the folder. */
export async function bundled(entries: Record<string, string>): Promise<string> {
  mkdirSync(path.join(root, 'dist/test'), { recursive: true })
  // Below the project, so that the programs find its packages.
  const dir = mkdtempSync(path.join(root, 'dist/test/program-'))
  await build({
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([out, file]) => ({ in: path.join(root, file), out })),
    outdir: dir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: PEERS,
    define: { AGENT_LOGGER_VERSION: '"0.0.0"' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
  return dir
}

export function removeBundles(dir: string): void {
  rmSync(dir, { recursive: true, force: true })
}

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface Program {
  process: ChildProcess
  /** Resolves once a viewer watches its session. */
  watched: Promise<void>
  /** In the order of their numbers. */
  records(): NumberedRecord[]
  ended: Promise<Ended>
}

/** Runs the text as a module in `dir`; `process.argv[2]` is the relay. */
export function runProgram(relay: TestRelay, dir: string, source: string): Program {
  const opening = vi.spyOn(relay.relay.hub, 'openSession')
  onTestFinished(() => opening.mockRestore())
  const args = ['--input-type=module', '--eval', source, '--', relay.url]
  const child = spawn(process.execPath, args, { cwd: dir, stdio: ['pipe', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const out = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    out.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    out.stderr += chunk
  })
  const records = new Map<number, NumberedRecord>()
  relay.grants.set('program', person())
  const viewer = relay.viewer({ token: 'program' })
  viewer.on('batch', async (header, bytes) => {
    const { text = '' } = (await openBatch(header, bytes)) ?? {}
    for (const record of decodeRecords(text, header[2], header[3])) records.set(record.seq, record)
  })
  return {
    process: child,
    watched: vi
      .waitUntil(() => (opening.mock.results[0]?.value as RelaySession | undefined)?.id, { timeout: 20_000 })
      .then(async (session) => {
        await viewer.emitWithAck('join', { session })
        viewer.emit('need', session, [[1, 100]])
      }),
    records: () => [...records.values()].sort((a, b) => a.seq - b.seq),
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, ...out }))),
  }
}
