/** The pages of the peers: bundled as for production, and served on a loopback port. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'

const root = path.resolve(import.meta.dirname, '../../../..')
const LOGVIEWER = '@melloware/react-logviewer'
const LOGVIEWER_VERSION = '6.5.5'
const folder = path.join(os.tmpdir(), `agent-logger-bench-react-logviewer-${LOGVIEWER_VERSION}`)

const STYLE = `
  body { margin: 0; font: 13px/20px monospace }
  .row { position: absolute; inset: 0 0 auto; height: 20px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
`

/** Installs react-logviewer into a temporary folder, never into the project. Why it cannot, or null. */
export function installLogViewer(): string | null {
  const installed = path.join(folder, 'node_modules', LOGVIEWER)
  if (existsSync(installed)) return null
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), '{}')
  const args = [
    'install',
    `${LOGVIEWER}@${LOGVIEWER_VERSION}`,
    '--legacy-peer-deps',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 120_000 })
  if (status === 0 && existsSync(installed)) return null
  return `npm could not install ${LOGVIEWER} ${LOGVIEWER_VERSION}: ${stderr.trim().split('\n').at(-1) ?? 'no answer'}`
}

export interface PeerPage {
  url: string
  close(): void
}

export async function servePeer(name: 'tanstack-list' | 'react-logviewer'): Promise<PeerPage> {
  const bundle = await build({
    absWorkingDir: root,
    entryPoints: [path.join(import.meta.dirname, `${name}.tsx`)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    nodePaths: [path.join(root, 'node_modules'), path.join(folder, 'node_modules')],
    logLevel: 'warning',
  })
  const script = bundle.outputFiles[0]?.text ?? ''
  const html = `<!doctype html><meta charset="utf-8"><title>${name}</title><style>${STYLE}</style><div id="root"></div><script src="/page.js"></script>`
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
