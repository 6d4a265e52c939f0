/** The package.json of the npm package. */
import { declarationOf } from './declarations.ts'
import { type BuiltFile, builtFiles, SURFACES } from './surfaces.ts'

export function packageManifest(version: string): object {
  const surfaces = Object.keys(SURFACES)
  const peers = Object.assign({}, ...Object.values(SURFACES).map((surface) => surface.peers)) as Record<string, string>
  return {
    name: 'agent-logger',
    version,
    description: 'Sends the logs of an app live to an Agent Logger server, which stores none of them.',
    keywords: ['logger', 'logging', 'logs', 'live', 'console', 'remote', 'debugging', 'react-native'],
    license: 'MIT',
    type: 'module',
    engines: { node: '>=18' },
    sideEffects: false,
    exports: {
      ...Object.fromEntries(surfaces.map((surface) => [surface ? `./${surface}` : '.', conditions(surface)])),
      './package.json': './package.json',
    },
    // What reads no `exports`: bundlers of before 2021, and TypeScript's `node10`.
    main: './node.cjs',
    module: './browser.js',
    'react-native': './browser.js',
    types: `./types-cjs/${declarationOf('')}`,
    typesVersions: {
      '*': Object.fromEntries(
        surfaces.filter(Boolean).map((surface) => [surface, [`./types-cjs/${declarationOf(surface)}`]]),
      ),
    },
    peerDependencies: peers,
    peerDependenciesMeta: Object.fromEntries(Object.keys(peers).map((name) => [name, { optional: true }])),
    bin: { 'agent-logger': 'cli.mjs' },
    publishConfig: { access: 'public', provenance: true },
  }
}

function conditions(surface: string): object {
  const pair = ({ name }: BuiltFile) => ({
    import: { types: `./types/${declarationOf(surface)}`, default: `./${name}.js` },
    require: { types: `./types-cjs/${declarationOf(surface)}`, default: `./${name}.cjs` },
  })
  const [browser, node] = builtFiles(surface).map(pair)
  if (!node) return browser ?? {}
  // The first that holds counts. Edge runtimes pretend to be Node in part, and want what browsers get.
  const light = ['react-native', 'browser', 'edge-light', 'workerd', 'worker']
  return { ...Object.fromEntries(light.map((condition) => [condition, browser])), node, default: browser }
}
