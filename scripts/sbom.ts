/**
 * The software bill of materials: which packages the server runs with, as CycloneDX 1.6 JSON. Read from package-lock.json alone,
 * so that the build needs no network and the same lock file gives the same bytes.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './run-program.ts'

interface LockedPackage {
  version?: string
  license?: string
  /** Hash of the archive in the registry: `sha512-` and base64. */
  integrity?: string
  resolved?: string
  dev?: boolean
  optional?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

interface LockFile {
  name: string
  version: string
  /** Keyed by folder: `node_modules/a/node_modules/b`; the project itself is the empty one. */
  packages: Record<string, LockedPackage>
}

/** Two packages name their license the way that npm has stopped reading. */
const OLD_STYLE_LICENSES: Record<string, string> = { 'seq-queue': 'MIT', 'xmlhttprequest-ssl': 'MIT' }

const HASHES: Record<string, string> = { sha512: 'SHA-512', sha384: 'SHA-384', sha256: 'SHA-256', sha1: 'SHA-1' }

export function readLockFile(): LockFile {
  return JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
}

/** Packages that `npm ci --omit=dev` can install, by their folder. */
export function runtimePackages({ packages }: LockFile): [folder: string, found: LockedPackage][] {
  return Object.entries(packages).filter(([folder, { dev }]) => folder !== '' && dev !== true)
}

/** The document as an object. Throws for a package whose license or hash is not known. */
export function sbomOf(lock: LockFile) {
  const runtime = runtimePackages(lock)
  const components = new Map<string, ReturnType<typeof componentOf>>()
  for (const [folder, found] of runtime) {
    const component = componentOf(folder, found)
    components.set(component['bom-ref'], component)
  }
  const self = `pkg:npm/${lock.name}@${lock.version}`
  const serial = uuidOf(JSON.stringify(runtime))
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${serial}`,
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { type: 'application', 'bom-ref': self, name: lock.name, version: lock.version, purl: self },
    },
    components: [...components.values()],
    dependencies: [['', lock.packages[''] ?? {}] as const, ...runtime]
      .map(([folder, found]) => ({
        ref: folder === '' ? self : purlOf(folder, found),
        dependsOn: dependenciesOf(lock, folder, found),
      }))
      // Two copies of one version have the same reference and the same dependencies.
      .filter(({ ref }, i, all) => all.findIndex((other) => other.ref === ref) === i),
  }
}

export function sbomText(lock: LockFile = readLockFile()): string {
  return `${JSON.stringify(sbomOf(lock), null, 2)}\n`
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
export function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

function purlOf(folder: string, { version }: LockedPackage): string {
  return `pkg:npm/${nameOf(folder).replace('@', '%40')}@${version}`
}

function componentOf(folder: string, found: LockedPackage) {
  const name = nameOf(folder)
  const license = found.license ?? OLD_STYLE_LICENSES[name]
  if (!license || !found.integrity) throw new Error(`${folder}: package-lock.json has no license or no hash of it`)
  return {
    type: 'library',
    'bom-ref': purlOf(folder, found),
    name,
    version: found.version,
    scope: found.optional ? 'optional' : 'required',
    hashes: hashesOf(found.integrity),
    // An expression of SPDX may be a single id. Its operators are in capitals, which some packages overlook.
    licenses: [{ expression: license.replaceAll(' and ', ' AND ').replaceAll(' or ', ' OR ') }],
    purl: purlOf(folder, found),
    externalReferences: found.resolved ? [{ type: 'distribution', url: found.resolved }] : [],
  }
}

function hashesOf(integrity: string) {
  return integrity.split(' ').map((part) => {
    const [algorithm = '', base64 = ''] = part.split('-', 2)
    return { alg: HASHES[algorithm], content: Buffer.from(base64, 'base64').toString('hex') }
  })
}

/** As Node.js finds them: in the package's own folder, then in each folder above. Optional ones may be absent. */
function dependenciesOf({ packages }: LockFile, folder: string, found: LockedPackage): string[] {
  const names = Object.keys({ ...found.peerDependencies, ...found.optionalDependencies, ...found.dependencies })
  const refs = names.flatMap((name) => {
    for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
      const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
      const there = packages[candidate]
      if (there && !there.dev) return [purlOf(candidate, there)]
      if (at === '') return []
    }
  })
  return [...new Set(refs)].sort()
}

/** A name-based UUID, version 8 of RFC 9562, so that equal documents have equal numbers. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Where the build writes it. */
export const sbomFile = path.join(root, 'dist/sbom.json')
