/** `tail` of several devices with filters, `devices` and `sessions`, and completion of their names, against the built server. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMain } from '#tests/unit/cli/fake-streams.ts'
import { CLI, cli, type Program } from './programs.ts'
import { type Served, serve } from './served.ts'

const NAMES = ['Kiosk: front', "Pixel 8's"] as const
const bin = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-bin-'))
const programs: Program[] = []
let served: Served
let api: string[]
let apiToken: string
let pipes: Program[]
let shellEnv: NodeJS.ProcessEnv

/** Two devices that stay live; everything below watches them. */
beforeAll(async () => {
  served = await serve()
  apiToken = await served.token('api')
  api = ['--server', served.server.url, '--token', apiToken]
  const device = ['--server', served.server.url, '--token', await served.token('device')]
  pipes = NAMES.map((name) => cli('pipe', ...device, '--name', name))
  programs.push(...pipes)
  await Promise.all(pipes.map((pipe) => pipe.waitForStderr(/^watch at /m)))
  pipes.forEach(({ process }, i) => {
    process.stdin.write(
      `ERROR \u001b[31mpay\u001b[1mment-${i}\u001b[0m failed\nINFO all is well ${i}\nWARN noise ${i}\n`,
    )
  })
  writeFileSync(path.join(bin, 'agent-logger'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`)
  chmodSync(path.join(bin, 'agent-logger'), 0o755)
  mkdirSync(path.join(bin, 'home'))
  shellEnv = {
    NODE_ENV: 'production',
    PATH: `${bin}:${process.env.PATH}`,
    HOME: path.join(bin, 'home'),
    AGENT_LOGGER_SERVER: served.server.url,
    AGENT_LOGGER_TOKEN: apiToken,
    TERM: 'dumb',
  }
})
afterAll(async () => {
  for (const { process } of programs) process.kill('SIGKILL')
  await served?.remove()
  rmSync(bin, { recursive: true, force: true })
})

const BOTH = NAMES.flatMap((name) => ['--device', name])

test('several devices at once: time, level and a label in front, filtered, and over after the limit', async () => {
  const { exitCode, stdout, stderr } = await runMain([
    ...['tail', ...api, ...BOTH, '--from-start', '--level', 'warn'],
    ...['--grep', 'payment-\\d', '--grep', 'noise', '--exclude', 'NOISE 1', '-i', '--limit', '3'],
  ])
  expect(exitCode).toBe(0)
  const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z'
  const lines = stdout.trimEnd().split('\n').sort()
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^Kiosk: front \\| ${time} ERROR ERROR payment-0 failed$`)),
    expect.stringMatching(new RegExp(`^Kiosk: front \\| ${time} WARN  WARN noise 0$`)),
    expect.stringMatching(new RegExp(`^Pixel 8's \\| ${time} ERROR ERROR payment-1 failed$`)),
  ])
  expect(
    stderr
      .replace(/^session \w+ of /gm, '')
      .split('\n')
      .sort(),
  ).toEqual(['', ...NAMES])
})

test('colors into a pipe when asked for; bytes as they were logged with --output raw', async () => {
  const one = ['tail', ...api, '--device', NAMES[0], '--since', '1h', '--limit', '1']
  expect((await runMain([...one, '--color', 'always'])).stdout).toContain(
    '\u001b[31mERROR\u001b[0m ERROR \u001b[31mpay\u001b[0m',
  )
  expect((await runMain([...one, '--output', 'raw'])).stdout).toBe(
    'ERROR \u001b[31mpay\u001b[1mment-0\u001b[0m failed\n',
  )
  expect(JSON.parse((await runMain([...one, '--output', 'json'])).stdout)).toMatchObject({
    device: NAMES[0],
    level: 'error',
  })
})

test('devices and sessions as tab-separated lines, JSON and a table', async () => {
  const devices = await runMain(['devices', ...api, '--live'])
  expect(devices).toMatchObject({ exitCode: 0, stderr: '' })
  const rows = devices.stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
  expect(rows.map(([, name, platform]) => [name, platform]).sort()).toEqual(NAMES.map((name) => [name, 'cli']))
  const sessions = await runMain(['sessions', ...api, '--live', '--device', NAMES[1], '--json'])
  const session = JSON.parse(sessions.stdout)
  expect(session).toMatchObject({ device: { name: NAMES[1] }, endedAtMs: null })
  expect(rows.find(([, name]) => name === NAMES[1])?.[4]).toBe(session.id)
  const table = await runMain(['sessions', ...api, '--output', 'table', '--limit', '1'])
  expect(table.stdout).toMatch(
    /^ID +DEVICE +STATE +STARTED \(UTC\) +ENDED \(UTC\) +RECORDS\n\w+ +.* +live +\d{4}-.*\n$/,
  )
  expect(table.stderr).toBe('there are more; --limit shows them\n')
  expect((await runMain(['devices', ...api, '--search', 'nothing-like-it'])).stdout).toBe('')
})

test('devices and sessions say what is wrong', async () => {
  expect(await runMain(['sessions', ...api, '--device', 'Pixel'])).toMatchObject({
    exitCode: 2,
    stderr: 'agent-logger: no device is named "Pixel"; there is "Pixel 8\'s"\n',
  })
  const wrong = await runMain(['devices', '--server', served.server.url, '--token', 'agl_a_wrong'])
  expect(wrong).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringMatching(/^agent-logger: This is not an Agent Logger token\./),
  })
  const away = await runMain(['devices', '--server', 'http://127.0.0.1:1', '--token', 'agl_a_wrong'])
  expect(away).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('http://127.0.0.1:1 does not answer') })
})

/** What each of these command lines is completed to; the words are quoted for the shell. */
const CASES: [words: string[], offered: string[]][] = [
  [['ta'], ['tail']],
  [['tail', '--le'], ['--level']],
  [
    ['tail', '--level', ''],
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal'],
  ],
  [
    ['token', ''],
    ['list', 'create', 'revoke'],
  ],
  [['tail', '--device', 'Pix'], ["Pixel 8's"]],
]

test('bash completes commands, options, values and device names, also after = and in quotes', () => {
  const script = `
    source <(agent-logger completion bash)
    try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _agent_logger; (IFS=','; echo "\${COMPREPLY[*]}"); }
    ${CASES.map(([words]) => `try agent-logger ${words.map((word) => `'${word}'`).join(' ')}`).join('\n')}
    try agent-logger tail --level = wa
    try agent-logger tail --device '"Pixel 8'
    try agent-logger tail --device 'Pixel\\ 8'
    try agent-logger tail --device 'Kiosk' : '\\ f'
  `
  const out = execFileSync('bash', ['-c', script], { env: shellEnv, encoding: 'utf8' }).trimEnd().split('\n')
  expect(out).toEqual([
    ...CASES.slice(0, -1).map(([, offered]) => offered.join(',')),
    "Pixel\\ 8\\'s",
    'warn',
    "Pixel 8's",
    "Pixel\\ 8\\'s",
    '\\ front',
  ])
})

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0

test.skipIf(!has('fish'))('fish completes the same', () => {
  const tries = CASES.map(
    ([words]) => `complete -C 'agent-logger ${words.join(' ')}' | string replace -r '\\t.*' '' | string join ,`,
  )
  const script = [
    'agent-logger completion fish | source',
    ...tries,
    "complete -C 'agent-logger tail --level=wa' | string replace -r '\\t.*' ''; true",
  ]
  const out = execFileSync('fish', ['--no-config', '-c', script.join('\n')], { env: shellEnv, encoding: 'utf8' })
  const sorted = (names: string[]) => [...names].sort().join(',')
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => sorted(line.split(','))),
  ).toEqual([...CASES.map(([, offered]) => sorted(offered)), '--level=warn'])
})

test.skipIf(!has('zsh'))('zsh completes the same', () => {
  // Its completion runs only inside the line editor, so the function that collects the matches is replaced.
  const script = `
    compdef() { }; compset() { PREFIX=\${PREFIX#*=}; }; _files() { echo files; }
    _describe() { local -a all; all=("\${(@P)2}"); local one; for one in $all; do one=\${one//\\\\:/:}; printf '%s,' "\${one%:*}"; done; echo; }
    source <(agent-logger completion zsh)
    try() { words=("$@"); CURRENT=$#; PREFIX=$words[-1]; _agent_logger; }
    ${CASES.map(([words]) => `try agent-logger ${words.map((word) => `'${word}'`).join(' ')}`).join('\n')}
    try agent-logger tail --token-file ''
  `
  const out = execFileSync('zsh', ['-f', '-c', script], { env: shellEnv, encoding: 'utf8' }).trimEnd().split('\n')
  expect(out).toEqual([...CASES.map(([, offered]) => `${offered.join(',')},`), 'files'])
})

test('completion is silent when the server is away or the token is wrong', async () => {
  const asked = ['complete', '--', 'tail', '--server', 'http://127.0.0.1:1', '--token', 'x', '--device', '']
  expect(await runMain(asked)).toEqual({ exitCode: 0, stdout: ':4\n', stderr: '' })
})
