/** A folder of an app that has installed the built package, and what its programs sent to a real relay. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type { RelaySession } from '#lib/server/relay/session.ts'
import { buildSdk } from '#scripts/build-sdk.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'

/** Where the packages of these tests are. Not beside the tests, whose `#lib/…` would then be looked for there. */
const PACKAGES = path.join(import.meta.dirname, 'packages')
/** Resolves what `packages/package.json` names. */
export const fromPackages = createRequire(path.join(PACKAGES, 'package.json'))

export interface Ended {
  code: number
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Consumer {
  dir: string
  relay: TestRelay
  /** Writes a file and returns its absolute path. */
  write(file: string, text: string): string
  /** `signal` is sent once the program has printed "ready". */
  run(program: string, args: readonly string[], env?: Record<string, string>, signal?: NodeJS.Signals): Promise<Ended>
  /** What connects from now on, by the device's name. */
  sessions(): (name: string) => RelaySession | undefined
  remove(): Promise<void>
}

/** Builds the package, installs it without a registry, and links these packages of ours into the app. `dir` is an empty folder. */
export async function consumer(
  linked: readonly string[] = [],
  dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-consumer-')),
): Promise<Consumer> {
  const built = mkdtempSync(path.join(tmpdir(), 'agent-logger-built-'))
  await buildSdk(built)
  writeFileSync(path.join(dir, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n')
  const tarball = path.join(built, 'agent-logger.tgz')
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent', tarball], { cwd: dir })
  rmSync(built, { recursive: true })
  for (const name of linked) {
    const target = path.join(dir, 'node_modules', name)
    mkdirSync(path.dirname(target), { recursive: true })
    symlinkSync(packageFolder(name), target)
  }
  const relay = await startRelay()
  const write = (file: string, text: string) => {
    const at = path.join(dir, file)
    mkdirSync(path.dirname(at), { recursive: true })
    writeFileSync(at, text)
    return at
  }
  return {
    dir,
    relay,
    write,
    run: (program, args, env, signal) =>
      new Promise((resolve) => {
        const options = { cwd: dir, timeout: 600_000, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 }
        const child = execFile(program, args, options, (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code ?? 1) : 0, signal: child.signalCode, stdout, stderr }),
        )
        if (signal) child.stdout?.once('data', () => child.kill(signal))
      }),
    sessions: () => {
      const opening = vi.spyOn(relay.relay.hub, 'openSession')
      onTestFinished(() => opening.mockRestore())
      return (name) =>
        opening.mock.results
          .map(({ value }) => value as RelaySession | undefined)
          .find((session) => session?.device.name === name)
    },
    remove: async () => {
      await relay.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Folder of a package of these tests, or else of the root of the project. */
export function packageFolder(name: string): string {
  const own = path.join(PACKAGES, 'node_modules', name)
  return existsSync(own) ? own : path.join(import.meta.dirname, '../../node_modules', name)
}

/**
 * A program that logs twice and ends by itself. With a third argument it logs once and ends at once: by `exit` with code 7, by a
 * `crash`, or it waits for the `signal` that ends it; its name then ends with that word.
 */
export function twoRecords(name: string, load: 'import' | 'require' = 'import', server = 'process.argv[2]'): string {
  const sdk =
    load === 'import'
      ? "import { startAgentLogger } from 'agent-logger'"
      : "const { startAgentLogger } = require('agent-logger')"
  return `${sdk}
const end = process.argv[3]
const name = end ? '${name} ' + end : '${name}'
const logger = startAgentLogger({ server: ${server}, token: 'agl_d_x', name, installationId: name })
logger.info('one')
if (end === undefined) setTimeout(() => logger.info('two'), 100)
if (end === 'exit') process.exit(7)
if (end === 'crash') throw new Error('boom')
if (end === 'signal') {
  setInterval(() => {}, 1000)
  console.log('ready')
}
`
}
