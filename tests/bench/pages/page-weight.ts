/**
 * How many bytes of script a page loads, gzipped (gzip -9), as a real browser asks for them. The browser's idle callbacks are held
 * back until the page is usable, so that no race decides what counts as loaded ahead.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'

export interface PageWeight {
  /** Gzipped bytes of what the page loads by itself until a person can use it; without the worker. */
  startBytes: number
  /** Gzipped bytes of the worker. */
  workerBytes: number
  /** Gzipped bytes of what the page loads ahead when the browser has nothing else to do. */
  idleBytes: number
  /** The scripts of the start. */
  startFiles: readonly string[]
  idleFiles: readonly string[]
}

declare global {
  interface Window {
    releaseIdle: () => void
  }
}

const root = path.join(import.meta.dirname, '../../..')
/** A page that has asked for no script that long has what it wants, milliseconds. */
const QUIET_MS = 1_000

/**
 * `page` is a new one, in whose context nothing is cached. `usable` resolves when a person can begin.
 */
export async function weighPage(page: Page, address: string, usable: () => Promise<unknown>): Promise<PageWeight> {
  const asked = new Set<string>()
  const askedByWorker = new Set<string>()
  page.on('request', (request) => {
    const file = chunkOf(request.url())
    // What a worker imports is `other`.
    if (file && request.resourceType() === 'script') asked.add(file)
  })
  page.on('worker', (worker) => {
    for (const file of chunksOfWorker(worker.url())) askedByWorker.add(file)
  })
  await page.addInitScript(holdIdle)
  await page.goto(address)
  await usable()
  await quiet(asked)
  const start = [...asked].filter((file) => !file.includes('/turbopack-worker-'))
  await page.evaluate(() => window.releaseIdle())
  await quiet(asked)
  const idle = [...asked].filter((file) => !start.includes(file) && !file.includes('/turbopack-worker-'))
  return {
    startBytes: gzippedBytes(start),
    workerBytes: gzippedBytes([...askedByWorker]),
    idleBytes: gzippedBytes(idle),
    startFiles: start,
    idleFiles: idle,
  }
}

function holdIdle(): void {
  const held: IdleRequestCallback[] = []
  const real = window.requestIdleCallback
  window.requestIdleCallback = (act) => held.push(act)
  window.releaseIdle = () => {
    window.requestIdleCallback = real
    for (const act of held) real(act)
  }
}

async function quiet(asked: ReadonlySet<string>): Promise<void> {
  for (let before = -1; before !== asked.size; ) {
    before = asked.size
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  }
}

/** Path of a script below `.next`; null: no script of the build. */
function chunkOf(url: string): string | null {
  const { pathname } = new URL(url)
  return pathname.startsWith('/_next/static/') && pathname.endsWith('.js') ? pathname.slice('/_next/'.length) : null
}

/** A worker's address is its first script; the fragment names those that it imports. */
function chunksOfWorker(url: string): string[] {
  const named = decodeURIComponent(new URL(url).hash).match(/\/_next\/static\/[^"]+\.js/g) ?? []
  return [url, ...named.map((file) => new URL(file, url).href)].flatMap((address) => chunkOf(address) ?? [])
}

function gzippedBytes(files: readonly string[]): number {
  return files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(path.join(root, '.next', file)), { level: 9 }).length,
    0,
  )
}
