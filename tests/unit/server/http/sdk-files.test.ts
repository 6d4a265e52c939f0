/** The SDK's files: from memory, with hashes that fit, and pinned addresses that outlive an upgrade. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SdkFiles } from '#lib/server/http/sdk-files.ts'
import { isPinnedName, SDK_NAMES } from '#lib/server/http/sdk-names.ts'

let dir = ''
let build = ''
let keptDir = ''
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-sdk-files-'))
  build = mkdtempSync(path.join(dir, 'build-'))
  keptDir = path.join(dir, 'data/sdk')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Each version has its own bytes in every file. */
function write(version: number): void {
  for (const name of SDK_NAMES) {
    writeFileSync(path.join(build, name), `${name} ${version}`)
    utimesSync(path.join(build, name), version, version)
  }
}
const production = () => new SdkFiles({ builtDir: build, keptDir, checksChanges: false })
const textOf = async (files: SdkFiles, name: string) => {
  const file = await files.file(name)
  return file && Buffer.from(file.bytes).toString()
}

test('files are read once: what is served does not depend on the disk anymore', async () => {
  write(1)
  const files = production()
  expect(await textOf(files, 'agent-logger.js')).toBe('agent-logger.js 1')
  rmSync(build, { recursive: true })
  for (const name of SDK_NAMES) expect(await textOf(files, name)).toBe(`${name} 1`)
  expect(await files.file('agent-logger.js')).toBe(await files.file('agent-logger.js'))
})

test('hashes are those of the bytes that the pinned addresses give', async () => {
  write(1)
  const files = production()
  const addresses = await files.addresses()
  for (const [{ file, integrity } = { file: '', integrity: '' }, algorithm] of [
    [addresses?.script, 'sha384'],
    [addresses?.tarball, 'sha512'],
  ] as const) {
    const served = await files.file(file)
    expect(served).toMatchObject({ isPinned: true })
    expect(integrity).toBe(
      `${algorithm}-${createHash(algorithm)
        .update(served?.bytes ?? '')
        .digest('base64')}`,
    )
    expect(isPinnedName(file)).toBe(true)
  }
  expect(await files.file('agent-logger.js')).toMatchObject({ isPinned: false })
})

test('a pinned address, and the direct part that its script asks for, survive an upgrade and a restart', async () => {
  write(1)
  const old = (await production().addresses())?.script.file ?? ''
  write(2)
  const files = production()
  expect((await files.addresses())?.script.file).not.toBe(old)
  expect(await textOf(files, old)).toBe('agent-logger.js 1')
  expect(await textOf(files, old.replace(/\.js$/, '-direct.js'))).toBe('agent-logger-direct.js 1')
  expect(await textOf(files, 'agent-logger.js')).toBe('agent-logger.js 2')
  expect(statSync(keptDir).mode & 0o777).toBe(0o700)
})

test('20 builds are kept, and the oldest is forgotten', async () => {
  const addresses: string[] = []
  for (let version = 1; version <= 21; version++) {
    write(version)
    addresses.push((await production().addresses())?.script.file ?? '')
    for (const name of readdirSync(keptDir)) {
      const { mtimeMs } = statSync(path.join(keptDir, name))
      // As if a day had passed.
      utimesSync(path.join(keptDir, name), mtimeMs / 1000 - 86_400, mtimeMs / 1000 - 86_400)
    }
  }
  const files = production()
  expect(readdirSync(keptDir)).toHaveLength(20 * SDK_NAMES.length)
  expect(await textOf(files, addresses[0] ?? '')).toBeNull()
  expect(await textOf(files, addresses[1] ?? '')).toBe('agent-logger.js 2')
})

test('the address of a build tells its version, and names its source maps', async () => {
  write(1)
  const files = production()
  const { script, tarball } = (await files.addresses()) ?? expect.fail()
  expect(script.file).toMatch(/^agent-logger-\d+\.\d+\.\d+-[0-9a-f]{16}\.js$/)
  expect(tarball.file).toMatch(/^agent-logger-\d+\.\d+\.\d+-[0-9a-f]{16}\.tgz$/)
  expect(await files.file('agent-logger.js')).toMatchObject({ map: 'agent-logger.js.map' })
  expect(await files.file(script.file)).toMatchObject({ map: `${script.file}.map` })
  write(2)
  const map = (await production().file(script.file))?.map ?? ''
  expect(await textOf(production(), map)).toBe('agent-logger.js.map 1')
})

test('an address that an earlier version pinned gives the bytes that it kept', async () => {
  write(1)
  await production().addresses()
  for (const name of ['agent-logger.0123456789abcdef.js', 'agent-logger.0123456789abcdef.tgz']) {
    writeFileSync(path.join(keptDir, name), 'as it was')
    expect(await textOf(production(), name)).toBe('as it was')
    expect(await production().file(name)).toMatchObject({ isPinned: true, map: null })
  }
})

test('the plain address of the tarball leads to the build that a lock file knows, else to the current one', async () => {
  write(1)
  const old = (await production().addresses())?.tarball ?? expect.fail()
  write(2)
  const files = production()
  const current = (await files.addresses())?.tarball ?? expect.fail()
  expect(await files.pinnedTarball(null)).toBe(current.file)
  expect(await files.pinnedTarball(current.integrity)).toBe(current.file)
  expect(await files.pinnedTarball(old.integrity)).toBe(old.file)
  expect(await files.pinnedTarball(`sha1-x ${old.integrity}?opt`)).toBe(old.file)
  expect(await files.pinnedTarball('sha512-never-here')).toBe(current.file)
  expect(await textOf(files, old.file)).toBe('agent-logger.tgz 1')
})

test('in development a new build is seen, nothing is kept and nothing is pinned in snippets', async () => {
  const files = new SdkFiles({ builtDir: build, keptDir: null, checksChanges: true })
  expect(await files.file('agent-logger.js')).toBeNull()
  write(1)
  expect(await textOf(files, 'agent-logger.js')).toBe('agent-logger.js 1')
  write(2)
  expect(await textOf(files, 'agent-logger.js')).toBe('agent-logger.js 2')
  expect(await files.pinnable()).toBeNull()
  expect(await files.pinnedTarball(null)).toBeNull()
})

test.each([
  '',
  '..',
  '../secret',
  'agent-logger.0123456789abcdef.js',
  'agent-logger-0.1.0-0123456789abcdef.tgz',
  'AGENT-LOGGER.JS',
  '__proto__',
  'agent-logger.js/',
])('%j is not a file of the SDK', async (name) => {
  write(1)
  expect(await production().file(name)).toBeNull()
})
