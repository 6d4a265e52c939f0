/**
 * What Next was built with: which paths are pages, which are routes, and which files exist. Read from Next's own manifests, so
 * that a path that leads nowhere is answered without asking Next.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

export interface NextRoutes {
  /** What answers a path (without its query): a page, a route handler, or nothing. */
  kindOf(path: string): 'page' | 'route' | null
  /** Whether the path is a file of the build or of `public`. */
  isFile(path: string): boolean
}

const routesManifest = z.object({
  staticRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
  dynamicRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
})
/** `/(auth)/sign-in/page` → `/sign-in`; what handles a path is the first name's last part. */
const pathsManifest = z.record(z.string(), z.string())

/** Null without a build, as in development. */
export function readNextRoutes(root = process.cwd()): NextRoutes | null {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, '.next', file), 'utf8'))
  try {
    const { staticRoutes, dynamicRoutes } = routesManifest.parse(read('routes-manifest.json'))
    const paths = pathsManifest.parse(read('app-path-routes-manifest.json'))
    const handlers = new Set(Object.entries(paths).flatMap(([name, page]) => (name.endsWith('/route') ? [page] : [])))
    const files = new Set([
      ...filesIn(path.join(root, '.next/static'), '/_next/static'),
      ...filesIn(path.join(root, 'public'), ''),
    ])
    return nextRoutes([...staticRoutes, ...dynamicRoutes], handlers, files)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

export function nextRoutes(
  routes: readonly { page: string; regex: string }[],
  handlers: ReadonlySet<string>,
  files: ReadonlySet<string>,
): NextRoutes {
  const patterns = routes
    .filter(({ page }) => !page.startsWith('/_'))
    .map(({ page, regex }) => ({ pattern: new RegExp(regex), kind: handlers.has(page) ? 'route' : 'page' }) as const)
  return {
    kindOf: (path) => patterns.find(({ pattern }) => pattern.test(path))?.kind ?? null,
    isFile: (path) => files.has(path),
  }
}

function filesIn(folder: string, prefix: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${prefix}/${path.relative(folder, path.join(entry.parentPath, entry.name))}`)
}
