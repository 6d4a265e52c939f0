/** Bundlers that the root does not have, each called as its users do. A warning about the package is an error. */
import path from 'node:path'
import { fromPackages } from './consumer.ts'

type Format = 'esm' | 'cjs' | 'iife'

interface WebpackOptions {
  target: string
  format: Format
}

/** The parts of the bundlers' APIs that are used here: their packages are installed for these tests only. */
interface WebpackStats {
  hasErrors(): boolean
  hasWarnings(): boolean
  toString(options: object): string
}
type Webpack = (options: object, done: (error: Error | null, stats?: WebpackStats) => void) => void
interface Rollup {
  rollup(options: object): Promise<{ write(options: object): Promise<unknown>; close(): Promise<void> }>
}
interface Vite {
  build(options: object): Promise<unknown>
}
type RollupPlugin = (options?: object) => object

export function webpackTo(entry: string, outfile: string, { target, format }: WebpackOptions): Promise<void> {
  const webpack = fromPackages('webpack') as Webpack
  const isModule = format === 'esm'
  const options = {
    mode: 'production',
    target,
    entry,
    performance: false,
    experiments: isModule ? { outputModule: true } : {},
    output: {
      path: path.dirname(outfile),
      filename: path.basename(outfile),
      ...(isModule && { module: true, chunkFormat: 'module', library: { type: 'module' } }),
    },
  }
  return new Promise((resolve, reject) => {
    webpack(options, (error, stats) => {
      if (error || !stats || stats.hasErrors() || stats.hasWarnings()) {
        reject(error ?? new Error(stats?.toString({ colors: false })))
      } else resolve()
    })
  })
}

export async function rollupTo(
  entry: string,
  outfile: string,
  { format, platform }: { format: Format; platform: 'browser' | 'node' },
): Promise<void> {
  const { rollup } = fromPackages('rollup') as Rollup
  const plugin = (name: string) => {
    const loaded = fromPackages(name) as RollupPlugin & { default?: RollupPlugin }
    return loaded.default ?? loaded
  }
  const isNode = platform === 'node'
  const bundle = await rollup({
    input: entry,
    plugins: [
      plugin('@rollup/plugin-node-resolve')({ browser: !isNode, preferBuiltins: isNode, exportConditions: [platform] }),
      plugin('@rollup/plugin-commonjs')(),
    ],
    onwarn: (warning: { message: string; id?: string; ids?: string[] }) => {
      if ([warning.id, ...(warning.ids ?? [])].some((id) => id?.includes('agent-logger/')))
        throw new Error(warning.message)
    },
  })
  await bundle.write({ file: outfile, format })
  await bundle.close()
}

export async function viteForNode(entry: string, outfile: string, format: Format): Promise<void> {
  const { build } = (await import(fromPackages.resolve('vite'))) as Vite
  await build({
    root: path.dirname(entry),
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: path.dirname(outfile),
      emptyOutDir: false,
      rollupOptions: { output: { format, entryFileNames: path.basename(outfile) } },
    },
  })
}

export async function viteForPage(entry: string, outfile: string): Promise<void> {
  const { build } = (await import(fromPackages.resolve('vite'))) as Vite
  await build({
    root: path.dirname(entry),
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: path.dirname(outfile),
      emptyOutDir: false,
      lib: { entry, formats: ['es'], fileName: () => path.basename(outfile) },
    },
  })
}

interface Metro {
  runBuild(config: unknown, options: object): Promise<unknown>
  mergeConfig(...configs: object[]): object
}

/** Bundles a release for Android as an app's own `metro.config.js` says it, but for what only the `react-native` package brings. */
export async function metroTo(entry: string, outfile: string, unstable_transformProfile: string): Promise<void> {
  const { runBuild, mergeConfig } = fromPackages('metro') as Metro
  const { getDefaultConfig } = fromPackages('@react-native/metro-config') as { getDefaultConfig(root: string): object }
  const projectRoot = path.dirname(entry)
  const folderOf = (name: string) => path.dirname(fromPackages.resolve(`${name}/package.json`))
  const config = mergeConfig(getDefaultConfig(projectRoot), {
    projectRoot,
    watchFolders: [projectRoot, folderOf('metro-runtime'), folderOf('@react-native/js-polyfills')],
    // In processes of their own: Babel would keep the profile of an earlier bundle.
    maxWorkers: 2,
    cacheStores: [],
    reporter: { update() {} },
    serializer: { getModulesRunBeforeMainModule: () => [] },
    transformer: { enableBabelRuntime: false },
  })
  await runBuild(config, {
    entry,
    out: outfile,
    platform: 'android',
    dev: false,
    minify: true,
    unstable_transformProfile,
    customTransformOptions: { unstable_transformProfile },
  })
}
