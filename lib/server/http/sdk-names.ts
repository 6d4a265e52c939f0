/** The names below `/sdk/`: those of this version, and pinned ones, which contain a hash of what they name. Pure. */
export const SDK_NAMES = [
  'agent-logger.js',
  'agent-logger-direct.js',
  'agent-logger-screen.js',
  'agent-logger-web.js',
  'agent-logger.tgz',
  'agent-logger.js.map',
  'agent-logger-direct.js.map',
  'agent-logger-screen.js.map',
  'agent-logger-web.js.map',
] as const

export type SdkName = (typeof SDK_NAMES)[number]

const HASH = '[0-9a-f]{16}'
/** As npm allows it, without build metadata. */
const VERSION = String.raw`\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[0-9A-Za-z.-]{1,64})?`
const PINNED = new RegExp(`^agent-logger(-screen|-web)?-${VERSION}-${HASH}(-direct)?\\.(js|js\\.map|tgz)$`)
/** What servers up to version 0.1.0 pinned; kept builds still have these names. */
const PINNED_BEFORE = new RegExp(`^agent-logger(-screen|-web)?\\.${HASH}(-direct)?\\.(js|tgz)$`)

export interface BuildHashes {
  version: string
  /** The first 16 hexadecimal digits of the SHA-256 of each file. */
  script: string
  screen: string
  web: string
  tarball: string
}

/** Name of each file of a build under which its bytes never change. The script derives that of its direct part from its own. */
export function pinnedNames({ version, script, screen, web, tarball }: BuildHashes): Record<SdkName, string> {
  const page = `agent-logger-${version}-${script}`
  const ofScreen = `agent-logger-screen-${version}-${screen}`
  const ofWeb = `agent-logger-web-${version}-${web}`
  return {
    'agent-logger.js': `${page}.js`,
    'agent-logger.js.map': `${page}.js.map`,
    'agent-logger-direct.js': `${page}-direct.js`,
    'agent-logger-direct.js.map': `${page}-direct.js.map`,
    'agent-logger-screen.js': `${ofScreen}.js`,
    'agent-logger-screen.js.map': `${ofScreen}.js.map`,
    'agent-logger-web.js': `${ofWeb}.js`,
    'agent-logger-web.js.map': `${ofWeb}.js.map`,
    'agent-logger.tgz': `agent-logger-${version}-${tarball}.tgz`,
  }
}

export function isPinnedName(name: string): boolean {
  return PINNED.test(name) || PINNED_BEFORE.test(name)
}

/** Whether a path may lead to a file of the SDK. */
export function isSdkPath(path: string): boolean {
  if (!path.startsWith('/sdk/')) return false
  const name = path.slice('/sdk/'.length)
  return (SDK_NAMES as readonly string[]).includes(name) || isPinnedName(name)
}
