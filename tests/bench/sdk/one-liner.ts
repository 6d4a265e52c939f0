/**
 * `node --import tsx tests/bench/sdk/one-liner.ts [ROUNDS]`: what `npx -p SERVER/sdk/agent-logger.tgz agent-logger pipe` takes from an
 * empty npm cache to the first record at a viewer, beside what is not ours: npm itself, and npx with a package of one empty file.
 * Wall time and CPU time of the whole tree of processes. Needs a built tree.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { cli } from '#tests/integration/cli/programs.ts'
import { serve } from '#tests/integration/cli/served.ts'

const ROUNDS = Number(process.argv[2] ?? 5)
const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-one-liner-'))
const served = await serve()
const { url } = served.server
const token = await served.token('device')
const watch = ['--server', url, '--token', await served.token('api'), '--exit-on-end', '--json']

interface Cost {
  wallMs: number
  cpuMs: number
}
const costs = new Map<string, Cost[]>()

/** Wall time until `isDone`, or else until the program has ended; CPU time, by bash's `times`, until then. */
async function measure(what: string, home: string, command: string, isDone?: () => Promise<void>): Promise<void> {
  mkdirSync(home, { recursive: true })
  writeFileSync(path.join(home, '.npmrc'), 'update-notifier=false\n')
  const env = { PATH: process.env.PATH ?? '', HOME: home, AGENT_LOGGER_TOKEN: token, NODE_ENV: 'production' as const }
  const startedMs = performance.now()
  const shell = spawn('bash', ['-c', `${command}; code=$?; times >&2; exit $code`], { cwd: home, env })
  let stderr = ''
  shell.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<number | null>((resolve) => shell.once('close', resolve))
  shell.stdin.end('the first record\n')
  await (isDone?.() ?? ended)
  const wallMs = performance.now() - startedMs
  if ((await ended) !== 0) throw new Error(`${command}\n${stderr}`)
  // `0m1.234s 0m0.123s`, user and system, of the shell and then of its children.
  const times = stderr.trim().split('\n').at(-1) ?? ''
  const cpuMs = [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 6e4 + Number(s) * 1e3,
    0,
  )
  costs.set(what, [...(costs.get(what) ?? []), { wallMs, cpuMs }])
}

const tiny = path.join(dir, 'tiny')
mkdirSync(tiny)
writeFileSync(path.join(tiny, 'package.json'), '{ "name": "tiny", "version": "1.0.0", "bin": "tiny.mjs" }\n')
writeFileSync(path.join(tiny, 'tiny.mjs'), '#!/usr/bin/env node\n')

for (let round = 0; round < ROUNDS; round++) {
  const home = path.join(dir, `home-${round}`)
  await measure('npm --version', path.join(home, 'npm'), 'npm --version >/dev/null')
  await measure('npx with a package of one empty file', path.join(home, 'tiny'), `npx --yes -p ${tiny} tiny`)
  for (const cache of ['empty', 'full']) {
    const name = `${cache} cache ${round}`
    const tail = cli('tail', ...watch, '--device', name)
    await tail.waitForStderr(/waiting for the device/)
    const pipe = `npx --yes -p ${url}/sdk/agent-logger.tgz agent-logger pipe --server ${url} --name '${name}'`
    await measure(`npx … pipe to the first record, ${cache} cache`, path.join(home, 'pipe'), pipe, () =>
      tail.until(() => tail.stdoutLines > 0),
    )
    await tail.ended
  }
  const installed = `${path.join(home, 'pipe')}/.npm/_npx/*/node_modules/agent-logger/cli.mjs`
  await measure('node cli.mjs --version', path.join(home, 'cli'), `node ${installed} --version >/dev/null`)
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
console.log(`medians of ${ROUNDS} rounds, load ${os.loadavg()[0]?.toFixed(1)} on ${os.availableParallelism()} cores\n`)
console.log('| what | wall, ms | CPU, ms |\n|---|--:|--:|')
for (const [what, all] of costs) {
  const [wallMs, cpuMs] = [median(all.map((cost) => cost.wallMs)), median(all.map((cost) => cost.cpuMs))]
  console.log(`| ${what} | ${wallMs.toFixed(0)} | ${cpuMs.toFixed(0)} |`)
}
await served.remove()
rmSync(dir, { recursive: true, force: true })
process.exit(0)
