/**
 * The SDK that belongs to this very server: the script-tag bundle and the npm tarball, made by the build. Any page may
 * load them, so they carry no rights and take any origin.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import { problem } from '#lib/http/problem.ts'

const FILES: Record<string, string> = {
  'agent-logger.js': 'text/javascript; charset=utf-8',
  'agent-logger-direct.js': 'text/javascript; charset=utf-8',
  'agent-logger-screen.js': 'text/javascript; charset=utf-8',
  'agent-logger.tgz': 'application/gzip',
}

export async function GET(request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params
  const type = Object.hasOwn(FILES, file) ? FILES[file] : undefined
  if (!type) return problem(new AppError('not-found'), request)
  const bytes = await readFile(path.join(process.cwd(), 'dist/sdk', file)).catch(() => null)
  if (!bytes) return problem(new AppError('not-found', 'The SDK was not built. Run npm run build.'), request)
  const headers = {
    'content-type': type,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    // Asked for again each time and answered with 304, so that server and SDK never differ in version.
    'cache-control': 'public, no-cache',
    etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
  }
  if (request.headers.get('if-none-match') === headers.etag) return new Response(null, { status: 304, headers })
  return new Response(new Uint8Array(bytes), { headers })
}
