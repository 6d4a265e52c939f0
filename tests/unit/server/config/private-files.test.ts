/** An existing data folder becomes private too, and what cannot be made private is named with advice. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { looseModeLine, tightenModes } from '#lib/server/config/private-files.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-modes-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const modeOf = (file: string) => statSync(file).mode & 0o7777

function make(name: string, mode: number): string {
  const file = path.join(dir, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, 'x')
  chmodSync(file, mode)
  return file
}

test('a folder of mode 0755 with a database of mode 0644 ends up 0700 and 0600, with the files beside it', () => {
  const dataDir = path.join(dir, 'data')
  const files = [
    'agent-logger.db',
    'agent-logger.db-wal',
    'agent-logger.db-shm',
    'agent-logger.db-journal',
    'secret',
  ].map((name) => make(`data/${name}`, 0o644))
  chmodSync(dataDir, 0o755)
  expect(tightenModes({ dataDir, databaseFile: files[0] ?? '' })).toEqual([])
  expect(modeOf(dataDir)).toBe(0o700)
  for (const file of files) expect(modeOf(file)).toBe(0o600)
})

test('a database outside the data folder is made private, its folder is left alone', () => {
  const databaseFile = make('elsewhere/other.db', 0o664)
  chmodSync(path.dirname(databaseFile), 0o755)
  expect(tightenModes({ dataDir: path.join(dir, 'missing'), databaseFile })).toEqual([])
  expect(modeOf(databaseFile)).toBe(0o600)
  expect(modeOf(path.dirname(databaseFile))).toBe(0o755)
})

test('a folder in the place of the database keeps its mode, because any folder may be named by mistake', () => {
  const databaseFile = path.join(dir, 'folder')
  mkdirSync(databaseFile)
  chmodSync(databaseFile, 0o755)
  expect(tightenModes({ dataDir: path.join(dir, 'missing'), databaseFile })).toEqual([])
  expect(modeOf(databaseFile)).toBe(0o755)
})

test('a folder that other programs use keeps its mode, and the line says what to do', () => {
  chmodSync(dir, 0o1777)
  const [loose, ...others] = tightenModes({ dataDir: dir, databaseFile: null })
  expect(others).toEqual([])
  expect(loose).toEqual({ path: dir, mode: 0o777, reason: 'shared' })
  expect(modeOf(dir)).toBe(0o1777)
  expect(loose && looseModeLine(loose)).toBe(
    `Other users of this machine may read ${dir} (mode 0777), and other programs use it: set AGENT_LOGGER_DATA_DIR to a folder of the server's own.`,
  )
})

test('a folder behind a link is made private; a link in the place of a file is not followed', () => {
  mkdirSync(path.join(dir, 'real'))
  chmodSync(path.join(dir, 'real'), 0o750)
  symlinkSync('real', path.join(dir, 'data'))
  const foreign = make('foreign', 0o644)
  symlinkSync(foreign, path.join(dir, 'real/secret'))
  expect(tightenModes({ dataDir: path.join(dir, 'data'), databaseFile: null })).toEqual([])
  expect(modeOf(path.join(dir, 'real'))).toBe(0o700)
  expect(modeOf(foreign)).toBe(0o644)
})

test('what belongs to somebody else is named with its mode and the way out', () => {
  const line = looseModeLine({ path: '/srv/data', mode: 0o755, reason: 'not-owner' })
  expect(line).toContain('/srv/data (mode 0755)')
  expect(line).toContain('chmod go-rwx')
})
