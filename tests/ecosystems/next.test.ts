/**
 * An app of Next.js that has installed the package: pages in the browser, server components, route handlers, instrumentation.ts and
 * the edge runtime, built by each of its two bundlers and served by its own server. Next.js 16.4.5 with webpack builds no edge
 * route at all, with or without the package, so Turbopack builds that one.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Consumer, consumer } from './consumer.ts'
import { openBrowser } from './page.ts'

const root = path.join(import.meta.dirname, '../..')
const NEXT = path.join(root, 'node_modules/next/dist/bin/next')
/** Within the project, whose Next.js and React it then finds: Turbopack follows no link out of its root. */
const parent = path.join(root, 'dist/ecosystems')

let app: Consumer
let browser: Browser
beforeAll(async () => {
  mkdirSync(parent, { recursive: true })
  app = await consumer([], mkdtempSync(path.join(parent, 'next-')))
  browser = await openBrowser()
  for (const [file, text] of Object.entries(files(app.relay.url))) app.write(file, text)
})
afterAll(async () => {
  await browser?.close()
  await app?.remove()
  rmSync(parent, { recursive: true, force: true })
})

const starting = (server: string, name: string) =>
  `startAgentLogger({ server: '${server}', token: 'agl_d_x', name: '${name}', installationId: '${name}' })`

const files = (server: string): Record<string, string> => ({
  'package.json': '{ "name": "next-app", "private": true, "type": "module" }',
  'next.config.mjs': `export default { turbopack: { root: '${root}' }, outputFileTracingRoot: '${root}' }`,
  'instrumentation.js': `
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startAgentLogger } = await import('agent-logger')
  globalThis.instrumentationLogger = ${starting(server, 'instrumentation')}
  globalThis.instrumentationLogger.info('started')
}
export async function onRequestError(...args) {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { logRequestErrors } = await import('agent-logger/next')
  return logRequestErrors(globalThis.instrumentationLogger)(...args)
}`,
  'app/layout.jsx': 'export default ({ children }) => <html><body>{children}</body></html>',
  'app/page.jsx': `
import { startAgentLogger } from 'agent-logger'
import { Client } from './client.jsx'
export const dynamic = 'force-dynamic'
export default function Page() {
  const logger = (globalThis.pageLogger ??= ${starting(server, 'server component')})
  logger.info('rendered')
  return <Client />
}`,
  'app/client.jsx': `
'use client'
import { startAgentLogger } from 'agent-logger'
import { useEffect } from 'react'
export function Client() {
  useEffect(() => {
    const logger = ${starting(server, 'client component')}
    logger.info('mounted')
    return () => void logger.close()
  }, [])
  return <p>Hello</p>
}`,
  'app/route/route.js': `
import { startAgentLogger } from 'agent-logger'
import { logRequests } from 'agent-logger/next'
const logger = ${starting(server, 'route')}
export const GET = logRequests(logger)(async () => Response.json({ ok: true }))`,
  'app/broken/route.js': `export const dynamic = 'force-dynamic'\nexport function GET() { throw new Error('broken route') }`,
})

const edgeRoute = (server: string) => `
import { startAgentLogger } from 'agent-logger'
export const runtime = 'edge'
export async function GET() {
  const logger = ${starting(server, 'edge')}
  logger.info('in the edge runtime')
  const isFlushed = await logger.flush()
  return Response.json({ head: logger.status.head, isFlushed })
}`

test.each(['--turbopack', '--webpack'])(
  'next build %s: records of every place arrive',
  async (bundler) => {
    rmSync(path.join(app.dir, '.next'), { recursive: true, force: true })
    const hasEdge = bundler === '--turbopack'
    if (hasEdge) app.write('app/edge/route.js', edgeRoute(app.relay.url))
    else rmSync(path.join(app.dir, 'app/edge'), { recursive: true, force: true })
    const env = { NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' }
    const built = await app.run(process.execPath, [NEXT, 'build', bundler], env)
    expect(built).toMatchObject({ code: 0 })
    expect(built.stdout + built.stderr).not.toMatch(/agent-logger/)

    const find = app.sessions()
    const server = spawn(process.execPath, [NEXT, 'start', '-p', '0', '-H', '127.0.0.1'], {
      cwd: app.dir,
      env: { ...process.env, ...env },
    })
    try {
      const url = await new Promise<string>((resolve, reject) => {
        let said = ''
        server.stdout.on('data', (chunk) => {
          said += chunk
          const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? []
          if (found) resolve(found)
        })
        server.once('exit', () => reject(new Error(said)))
      })
      const page = await browser.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(String(error)))
      await page.goto(url)
      expect((await fetch(`${url}/route`)).status).toBe(200)
      expect((await fetch(`${url}/broken`)).status).toBe(500)
      if (hasEdge) expect(await (await fetch(`${url}/edge`)).json()).toEqual({ head: 1, isFlushed: true })
      for (const [name, head] of [
        ['client component', 1],
        ['server component', 1],
        ['route', 1],
        ['instrumentation', 2],
      ] as const) {
        await expect.poll(() => find(name), { timeout: 20_000, message: name }).toMatchObject({ head })
      }
      if (hasEdge) await expect.poll(() => find('edge')).toMatchObject({ head: 1 })
      expect(faults).toEqual([])
      await page.close()
    } finally {
      server.kill('SIGKILL')
    }
  },
  900_000,
)
