/**
 * The files that devices load from this server, in memory: the SDK of its own version, and what earlier versions served under
 * an address with a hash. A page that pins such an address keeps working after an upgrade, because the bytes are kept in the
 * data folder.
 */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { config } from '#lib/server/config/env.ts'
import { version } from '#lib/server/config/version.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { integrity, keepFiles, keptTarballs } from './sdk-kept.ts'
import { pinnedNames, SDK_NAMES, type SdkName } from './sdk-names.ts'

export interface SdkFile {
  bytes: Uint8Array<ArrayBuffer>
  contentType: string
  /** A strong validator, in quotes. */
  etag: string
  /** The address contains a hash of the bytes, so they never change. */
  isPinned: boolean
  /** Name of the file's source map, where there is one. */
  map: string | null
}

/** For snippets: addresses below `/sdk/` that always give the same bytes, and the hashes by which a page or npm can tell. */
export interface SdkAddresses {
  script: { file: string; integrity: string }
  tarball: { file: string; integrity: string }
}

export interface SdkFilesOptions {
  /** Where the build put the files. */
  builtDir: string
  /** Where pinned files are kept; null keeps nothing. */
  keptDir: string | null
  /** Look for a new build at each request, as development needs. */
  checksChanges: boolean
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.tgz': 'application/gzip',
}

interface Loaded {
  /** Changes when a file of the build does. */
  stamp: string
  files: Map<string, SdkFile>
  addresses: SdkAddresses
  /** Names in the folder of kept files. */
  kept: Set<string>
  /** Names of the kept tarballs by their integrity, read when somebody first asks for an earlier one. */
  tarballs?: Promise<Map<string, string>>
}

export class SdkFiles {
  readonly #options: SdkFilesOptions
  #loaded: Promise<Loaded | null> | null = null

  constructor(options: SdkFilesOptions) {
    this.#options = options
  }

  /** Null for a name that is not served, and while nothing is built. */
  async file(name: string): Promise<SdkFile | null> {
    const loaded = await this.#load()
    const found = loaded?.files.get(name)
    if (found || !loaded?.kept.has(name) || !this.#options.keptDir) return found ?? null
    const bytes = await readFile(path.join(this.#options.keptDir, name)).catch(() => null) // deleted meanwhile
    if (!bytes) return null
    const kept = { ...fileOf(name, bytes), isPinned: true, map: mapOf(name, loaded.kept) }
    loaded.files.set(name, kept)
    return kept
  }

  /** Null while nothing is built. */
  async addresses(): Promise<SdkAddresses | null> {
    return (await this.#load())?.addresses ?? null
  }

  /** What snippets may pin: null where nothing is kept, because the address would end with the next build. */
  async pinnable(): Promise<SdkAddresses | null> {
    return this.#options.keptDir === null ? null : this.addresses()
  }

  /**
   * The pinned name of the tarball that the plain one stands for. A lock file that was made before an upgrade holds the plain
   * address and the integrity of what was there: that build, while it is kept. `wanted` has integrities as npm spells them. Null
   * where nothing is kept.
   */
  async pinnedTarball(wanted: string | null): Promise<string | null> {
    const loaded = await this.#load()
    const { keptDir } = this.#options
    if (!loaded || keptDir === null) return null
    const { tarball } = loaded.addresses
    const given = wanted?.split(/\s+/).map((one) => one.replace(/\?.*$/, '')) ?? []
    if (given.length === 0 || given.includes(tarball.integrity)) return tarball.file
    loaded.tarballs ??= keptTarballs(keptDir, loaded.kept)
    const tarballs = await loaded.tarballs
    return given.map((one) => tarballs.get(one)).find((name) => name !== undefined) ?? tarball.file
  }

  async #load(): Promise<Loaded | null> {
    this.#loaded ??= this.#read().catch(() => null)
    const reading = this.#loaded
    const loaded = await reading
    const isCurrent = loaded && (!this.#options.checksChanges || (await this.#stamp().catch(() => '')) === loaded.stamp)
    if (isCurrent) return loaded
    // The next request reads the new build, or the first one that has ended.
    if (this.#loaded === reading) this.#loaded = null
    return loaded === null ? null : this.#load()
  }

  async #read(): Promise<Loaded> {
    const { builtDir, keptDir } = this.#options
    const stamp = await this.#stamp()
    const read = async (name: SdkName) => [name, fileOf(name, await readFile(path.join(builtDir, name)))] as const
    const built = new Map(await Promise.all(SDK_NAMES.map(read)))
    const bytesOf = (name: SdkName) => built.get(name)?.bytes ?? new Uint8Array()
    const pinned = pinnedNames({
      version,
      script: shortHash(bytesOf('agent-logger.js')),
      screen: shortHash(bytesOf('agent-logger-screen.js')),
      web: shortHash(bytesOf('agent-logger-web.js')),
      tarball: shortHash(bytesOf('agent-logger.tgz')),
    })
    const files = new Map<string, SdkFile>()
    const names = new Set<string>([...SDK_NAMES, ...Object.values(pinned)])
    for (const [name, file] of built) {
      files.set(name, { ...file, map: mapOf(name, names) })
      files.set(pinned[name], { ...file, isPinned: true, map: mapOf(pinned[name], names) })
    }
    const toKeep = new Map([...built].map(([name, { bytes }]) => [pinned[name], bytes]))
    return {
      stamp,
      files,
      addresses: {
        script: { file: pinned['agent-logger.js'], integrity: integrity('sha384', bytesOf('agent-logger.js')) },
        tarball: { file: pinned['agent-logger.tgz'], integrity: integrity('sha512', bytesOf('agent-logger.tgz')) },
      },
      kept: keptDir === null ? new Set() : await keepFiles(keptDir, toKeep),
    }
  }

  async #stamp(): Promise<string> {
    const times = SDK_NAMES.map(async (name) => (await stat(path.join(this.#options.builtDir, name))).mtimeMs)
    return (await Promise.all(times)).join()
  }
}

function fileOf(name: string, bytes: Uint8Array): SdkFile {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`
  const contentType = TYPES[path.extname(name)] ?? 'application/octet-stream'
  return { bytes: new Uint8Array(bytes), contentType, etag, isPinned: false, map: null }
}

function mapOf(name: string, names: ReadonlySet<string>): string | null {
  const map = `${name}.map`
  return names.has(map) ? map : null
}

function shortHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

const slot = processSlot<SdkFiles>('http.sdk-files')

/** The files of this process. */
export function sdkFiles(): SdkFiles {
  return slot.getOrCreate(() => {
    const { dataDir, isProduction } = config()
    const builtDir = path.join(process.cwd(), 'dist/sdk')
    return new SdkFiles({
      builtDir,
      keptDir: isProduction ? path.join(dataDir, 'sdk') : null,
      checksChanges: !isProduction,
    })
  })
}
