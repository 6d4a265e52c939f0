/** The JavaScript that devices load: bundles for script tags and the files of the npm package. */
import path from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { root } from '#scripts/run-program.ts'
import {
  besideSurfaces,
  builtinsImported,
  onlyPages,
  SOCKET_IO_ALIASES,
  websocketOnly,
  withoutNodeParts,
  withoutOperatorVerbs,
} from './plugins.ts'
import { type BuiltFile, builtFiles, SURFACES, sourceOf } from './surfaces.ts'
import { usedLimits } from './used-limits.ts'

const SCRIPT_TAG = path.join(root, 'lib/sdk/script-tag.ts')
const WEB_SCRIPT_TAG = path.join(root, 'lib/sdk/web/script-tag.ts')
const CLI = path.join(root, 'lib/cli/run.ts')
const LAST_WORDS_WORKER = path.join(root, 'lib/sdk/host/last-words-worker.ts')

/** The oldest browsers with private class members, all of 2021; see docs/decisions/0017-the-sdk-build.md. */
export const BROWSERS = ['chrome91', 'firefox90', 'safari15']
const OLDEST_NODE = 'node18'

export interface BundleOptions {
  version: string
  minify: boolean
}

/**
 * Writes the files that the server serves to pages: agent-logger.js, and those that a page or the SDK adds to it, each with its
 * `.map`. The server names the map in a header, so the scripts do not.
 */
export async function bundleForScriptTags(outDir: string, options: BundleOptions): Promise<void> {
  const browser: BuildOptions = { ...settings(options, 'browser'), sourcemap: 'external' }
  const out = (file: string) => path.join(outDir, file)
  const page = { ...browser, plugins: [onlyPages, ...(browser.plugins ?? [])] }
  await build({ ...page, entryPoints: [SCRIPT_TAG], outfile: out('agent-logger.js'), format: 'iife' })
  // Loaded on demand: when a viewer asks for a direct path, by pages that show their logs on the device or record themselves.
  await build({ ...browser, entryPoints: [sourceOf('direct')], outfile: out('agent-logger-direct.js') })
  await build({ ...browser, entryPoints: [sourceOf('screen')], outfile: out('agent-logger-screen.js') })
  await build({ ...browser, entryPoints: [WEB_SCRIPT_TAG], outfile: out('agent-logger-web.js') })
}

/** Writes the JavaScript of the npm package, each file but the command line with its `.map`. */
export async function bundleForPackage(outDir: string, options: BundleOptions): Promise<void> {
  const files = Object.keys(SURFACES).flatMap(builtFiles)
  await Promise.all(files.flatMap((file) => [bundleAs('esm', file), bundleAs('cjs', file)]))

  async function bundleAs(format: 'esm' | 'cjs', { name, source, platform, peers }: BuiltFile): Promise<void> {
    const common = settings(options, platform)
    const extension = format === 'esm' ? '.js' : '.cjs'
    await build({
      ...common,
      entryPoints: [source],
      outfile: path.join(outDir, `${name}${extension}`),
      format,
      external: peers,
      // Jest loads no module from within CommonJS, so `import()` becomes `require` there.
      supported: format === 'cjs' ? { 'dynamic-import': false } : {},
      plugins: [besideSurfaces(platform, extension), ...(common.plugins ?? [])],
    })
  }

  const node = settings(options, 'node')
  await build({
    ...node,
    entryPoints: [CLI],
    outfile: path.join(outDir, 'cli.mjs'),
    // Nobody debugs it, and npx downloads it before each first line.
    sourcemap: false,
    banner: { js: '#!/usr/bin/env node' },
    plugins: [withoutOperatorVerbs, ...(node.plugins ?? [])],
  })
}

function settings({ version, minify }: BundleOptions, platform: 'browser' | 'node'): BuildOptions {
  return {
    bundle: true,
    minify,
    legalComments: 'none',
    logLevel: 'warning',
    define: { AGENT_LOGGER_VERSION: JSON.stringify(version) },
    alias: SOCKET_IO_ALIASES,
    sourcemap: 'linked',
    // Bundlers and DevTools read the maps of what runs in pages, and warn of sources that they cannot find.
    sourcesContent: platform === 'browser',
    platform,
    target: platform === 'node' ? OLDEST_NODE : BROWSERS,
    format: 'esm',
    plugins: [
      websocketOnly,
      ...(platform === 'node' ? [builtinsImported, workerAsText(version)] : [withoutNodeParts, usedLimits]),
    ],
  }
}

/** Puts the worker that delivers last words into the text of the SDK; see lib/sdk/host/last-words-source.ts. */
function workerAsText(version: string): Plugin {
  return {
    name: 'worker-as-text',
    setup(bundle) {
      bundle.onLoad({ filter: /last-words-source\.ts$/ }, async () => {
        const { plugins: _, ...node } = settings({ version, minify: true }, 'node')
        const worker = { ...node, entryPoints: [LAST_WORDS_WORKER], plugins: [websocketOnly] }
        const { outputFiles } = await build({ ...worker, format: 'cjs', sourcemap: false, write: false })
        const deflated = deflateRawSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 })
        return { contents: `export const LAST_WORDS_WORKER = '${deflated.toString('base64')}'`, loader: 'ts' }
      })
    },
  }
}
