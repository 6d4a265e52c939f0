/** A small web server for a folder of files, and a Chromium that looks at it. */
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { needChromium } from '#scripts/need-programs.ts'

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }

/** Serves the files of a folder; answers 404 for all others. */
export async function serveFolder(dir: string): Promise<{ url: string; close: () => void }> {
  const server: Server = createServer(async (request, response) => {
    const name = path.normalize((request.url ?? '/').replace(/\?.*$/, ''))
    const file = path.join(dir, name)
    const bytes = await readFile(file).catch(() => null)
    response.writeHead(bytes ? 200 : 404, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' })
    response.end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = await needChromium()
  return chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] })
}
