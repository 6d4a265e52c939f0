/** From `npm start` on a built tree to the first page, memory when idle, and the size of the live page's script. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { isBuilt } from '#scripts/source-stamp.mjs'
import { residentBytes } from '#tests/bench/process-cost.ts'
import { startServer } from '#tests/support/start-server.ts'

export interface ColdStart {
  startMs: number[]
  idleBytes: number
  liveScriptGzBytes: number
  scriptTagGzBytes: number
}

const root = path.join(import.meta.dirname, '../../..')

/** Why it cannot run; null when there is a build. */
export async function measureColdStart(starts: number): Promise<ColdStart | string> {
  if (!isBuilt()) return 'build first: `npm run build`'
  const startMs: number[] = []
  for (let i = 0; i < starts; i++) startMs.push(await npmStartMs())
  // Like `npm start`: source maps, which tests enable, take extra memory.
  const server = await startServer({}, undefined, [])
  const idleBytes = await settledBytes(server.process.pid ?? 0)
  const liveScriptGzBytes = await scriptBytes(server.url, '/s/00000000000000000000')
  await server.remove()
  const scriptTagGzBytes = gzipSync(readFileSync(path.join(root, 'dist/sdk/agent-logger.js')), { level: 9 }).byteLength
  return { startMs, idleBytes, liveScriptGzBytes, scriptTagGzBytes }
}

/** Time from the command until its first page responds, with a new data folder each time. */
async function npmStartMs(): Promise<number> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-bench-start-'))
  const startedAtMs = performance.now()
  const server = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', AGENT_LOGGER_DATA_DIR: dir },
    stdio: ['ignore', 'pipe', 'ignore'],
    // A process group of its own, because npm does not forward every signal.
    detached: true,
  })
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let output = ''
      server.stdout.on('data', (chunk: Buffer) => {
        output += chunk
        const open = /Open\s+(http:\S+)[\s\S]*\n/.exec(output)?.[1]
        if (open) resolve(open.replace('localhost', '127.0.0.1'))
      })
      void gone.then(() => reject(new Error(`npm start left:\n${output}`)))
    })
    const page = await fetch(url)
    await page.text()
    if (!page.ok) throw new Error(`the first page answered ${page.status}`)
    return performance.now() - startedAtMs
  } finally {
    process.kill(-(server.pid ?? 0), 'SIGKILL')
    await gone
    rmSync(dir, { recursive: true, force: true })
  }
}

/** All scripts that a share link's page names, which include the live viewer. */
async function scriptBytes(origin: string, page: string): Promise<number> {
  const html = await (await fetch(origin + page)).text()
  const tags = [...html.matchAll(/<script[^>]+src="([^"]+)"[^>]*>/g)]
  // Modern browsers do not load scripts marked nomodule.
  const files = new Set(tags.filter(([tag]) => !/nomodule/i.test(tag)).map(([, src]) => src ?? ''))
  const sizes = [...files].map(async (file) => {
    const script = await fetch(new URL(file, origin))
    return gzipSync(Buffer.from(await script.arrayBuffer()), { level: 9 }).byteLength
  })
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0)
}

/** Waits until two measurements, two seconds apart, agree to 2 %. */
async function settledBytes(pid: number): Promise<number> {
  for (let before = residentBytes(pid); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const now = residentBytes(pid)
    if (Math.abs(now - before) <= before * 0.02) return now
    before = now
  }
}
