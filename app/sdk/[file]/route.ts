/**
 * Serves the SDK of this server's own version, the script-tag bundle and the npm tarball, and earlier builds by addresses with
 * their hash. Any page may load them: they contain no secrets and allow every origin.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { problem } from '#lib/server/http/problem.ts'
import { sdkFiles } from '#lib/server/http/sdk-files.ts'
import { isPinnedName } from '#lib/server/http/sdk-names.ts'

/** npm says here which integrity its lock file has for what it asks. */
const WANTED = 'pacote-integrity'
const REDIRECT = { 'cache-control': 'no-cache', vary: WANTED, 'access-control-allow-origin': '*' }

export async function GET(request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file: name } = await params
  // Not the script: it reads the server's address from its own, and a revalidation is one request where a redirect makes two.
  const pinned = name === 'agent-logger.tgz' ? await sdkFiles().pinnedTarball(request.headers.get(WANTED)) : null
  if (pinned) return new Response(null, { status: 302, headers: { ...REDIRECT, location: pinned } })
  const file = await sdkFiles().file(name)
  if (!file) return problem(new AppError('not-found', await whyMissing(name)), request)
  const headers = {
    'content-type': file.contentType,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    // Without a hash in the address, browsers revalidate on each load and usually get a 304, so that server and SDK never
    // differ in version.
    'cache-control': file.isPinned ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    etag: file.etag,
    // Relative to the script, like a comment in it, which would change its hash.
    ...(file.map && { sourcemap: file.map }),
  }
  const known = request.headers.get('if-none-match')?.split(/\s*,\s*/) ?? []
  if (known.some((etag) => etag.replace(/^W\//, '') === file.etag)) return new Response(null, { status: 304, headers })
  return new Response(file.bytes, { headers })
}

async function whyMissing(name: string): Promise<string | undefined> {
  if ((await sdkFiles().addresses()) === null) return 'The SDK has not been built. Run npm run build.'
  if (!isPinnedName(name)) return undefined
  logMissing(name)
  return 'This server does not keep this build of the SDK anymore. Take the address from the dashboard again.'
}

const LOG_INTERVAL_MS = 60_000
let loggedAtMs = Number.NEGATIVE_INFINITY

/** The page that pins it logs nothing now, and cannot say so itself. */
function logMissing(name: string): void {
  if (Date.now() - loggedAtMs < LOG_INTERVAL_MS) return
  loggedAtMs = Date.now()
  console.error(`${new Date().toISOString()} a page asks for ${name}, a build of the SDK that is not kept here`)
}
