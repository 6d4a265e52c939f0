/** From `npm start` on a built tree to the first page, memory once it is idle, and what the live page's script weighs. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { startServer } from '../../support/start-server.ts'
import { memoryBytes } from '../process-cost.ts'

export interface ColdStart {
  startMs: number[]
  idleBytes: number
  liveScriptGzBytes: number
  scriptTagGzBytes: number
}

const root = path.join(import.meta.dirname, '../../..')

/** Null when there is nothing built, with the reason. */
export async function measureColdStart(starts: number): Promise<ColdStart | string> {
  const startMs: number[] = []
  try {
    let idleBytes = 0
    let liveScriptGzBytes = 0
    for (let i = 0; i < starts; i++) {
      const startedAtMs = performance.now()
      const server = await startServer()
      const pid = server.process.pid ?? 0
      await (await fetch(server.url)).text()
      startMs.push(performance.now() - startedAtMs)
      if (i === starts - 1) {
        idleBytes = await settledBytes(pid)
        liveScriptGzBytes = await scriptBytes(server.url, '/s/00000000000000000000')
      }
      await server.remove()
    }
    const scriptTagGzBytes = gzipSync(readFileSync(path.join(root, 'dist/sdk/agent-logger.js'))).byteLength
    return { startMs, idleBytes, liveScriptGzBytes, scriptTagGzBytes }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The page of a link, with the viewer's whole script: what its HTML names and what that loads by itself is the same set. */
async function scriptBytes(origin: string, page: string): Promise<number> {
  const html = await (await fetch(origin + page)).text()
  const files = new Set([...html.matchAll(/<script[^>]+src="([^"]+)"/g)].map(([, src]) => src ?? ''))
  let bytes = 0
  for (const file of files)
    bytes += gzipSync(Buffer.from(await (await fetch(new URL(file, origin))).arrayBuffer())).byteLength
  return bytes
}

/** Idle: two looks, two seconds apart, that agree to 2 %. */
async function settledBytes(pid: number): Promise<number> {
  for (let before = memoryBytes(pid); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const now = memoryBytes(pid)
    if (Math.abs(now - before) <= before * 0.02) return now
    before = now
  }
}
