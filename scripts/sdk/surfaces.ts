/**
 * What an app can import from the package. To add a surface, add its line here: the build, `package.json`, the declarations and
 * the tests of the package read this table, and nothing else is needed.
 */
import path from 'node:path'
import { root } from '#scripts/run-program.ts'

export interface Surface {
  /** Its source, below `lib/`. */
  source: string
  /**
   * `anywhere`: one build that touches nothing of Node. `node`: one build that may import Node's modules. `apart`: a build for
   * each.
   */
  runs: 'anywhere' | 'node' | 'apart'
  /** Packages that the app brings, with the versions that work; all are optional peers. */
  peers?: Readonly<Record<string, string>>
}

/** By the name after `agent-logger/`; '' is the package itself. */
export const SURFACES: Readonly<Record<string, Surface>> = {
  '': { source: 'sdk/index.ts', runs: 'apart' },
  direct: { source: 'direct/enable-direct.ts', runs: 'anywhere' },
  lan: { source: 'sdk/lan/serve-direct.ts', runs: 'node' },
  screen: { source: 'sdk/screen/mount-screen.ts', runs: 'anywhere' },
  react: { source: 'sdk/screen/react.ts', runs: 'anywhere', peers: { react: '>=18' } },
  web: { source: 'sdk/web/web.ts', runs: 'anywhere' },
  pino: { source: 'sdk/adapters/pino.ts', runs: 'node' },
  winston: { source: 'sdk/adapters/winston.ts', runs: 'node', peers: { winston: '>=3' } },
  nest: { source: 'sdk/adapters/nest.ts', runs: 'node' },
  otel: { source: 'sdk/adapters/otel.ts', runs: 'anywhere' },
  debug: { source: 'sdk/adapters/debug.ts', runs: 'anywhere' },
  express: { source: 'sdk/adapters/express.ts', runs: 'node' },
  fastify: { source: 'sdk/adapters/fastify.ts', runs: 'node' },
  next: { source: 'sdk/adapters/next.ts', runs: 'node' },
}

export interface BuiltFile {
  /** Without extension: there is `.js`, a module, and `.cjs`. */
  name: string
  /** Absolute. */
  source: string
  platform: 'browser' | 'node'
  peers: string[]
}

export function sourceOf(surface: string): string {
  const { source = '' } = SURFACES[surface] ?? {}
  return path.join(root, 'lib', source)
}

/** The files that a surface is built into: one, or one for each platform, which then names it. */
export function builtFiles(surface: string): BuiltFile[] {
  const { runs = 'anywhere', peers = {} } = SURFACES[surface] ?? {}
  const file = (name: string, platform: BuiltFile['platform']) => ({
    name,
    source: sourceOf(surface),
    platform,
    peers: Object.keys(peers),
  })
  if (runs === 'apart') return [file('browser', 'browser'), file('node', 'node')]
  return [file(surface, runs === 'node' ? 'node' : 'browser')]
}
