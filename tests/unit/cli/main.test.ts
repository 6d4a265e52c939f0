/** The entry point: commands, help, and wrong usage as exit code 2 with one line on stderr. */
import { expect, test } from 'vitest'
import packageJson from '#package.json' with { type: 'json' }
import { runMain } from './fake-streams.ts'

const VERBS = [
  'serve',
  'user add',
  'token create',
  'link create',
  'pipe',
  'tail',
  'devices',
  'sessions',
  'bridge',
  'demo',
]
const FIRST_WORDS = new Set(VERBS.map((verb) => verb.split(' ')[0]))

test.each(['--version', '-v'])('%s prints only the version', async (flag) => {
  expect(await runMain([flag])).toEqual({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: '' })
})

test.each(['--help', '-h', 'help'])('%s lists every command', async (flag) => {
  const { exitCode, stdout, stderr } = await runMain([flag])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  for (const word of FIRST_WORDS) expect(stdout).toMatch(new RegExp(`^  ${word} `, 'm'))
})

test('without a command, the help goes to stderr as wrong usage', async () => {
  const { exitCode, stdout, stderr } = await runMain([])
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain('Usage: agent-logger COMMAND')
})

test.each(VERBS)('%s explains itself', async (verb) => {
  const { exitCode, stdout, stderr } = await runMain([...verb.split(' '), '--help'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toMatch(new RegExp(`^Usage: agent-logger ${verb}`))
})

const TOKEN = ['--server', 'http://127.0.0.1:1', '--token', 'x']
test.each<[args: string[], says: string]>([
  [['push'], "unknown command 'push'"],
  [['user', 'remove'], '"user remove" is not a command; user has: list, add, '],
  [['user'], '"user" is not a command; user has: list, add, '],
  [['constructor'], "unknown command 'constructor'"],
  [['__proto__', 'x'], "unknown command '__proto__'"],
  [['pipe'], '--server is required'],
  [['pipe', '--server', 'logs.example.com', '--token', 'x'], '--server must look like https://logs.example.com'],
  [['pipe', '--server', 'ftp://x', '--token', 'x'], '--server must look like'],
  [['pipe', '--server', 'http://127.0.0.1:1'], '--token is required'],
  [['pipe', ...TOKEN, '--loud'], "unknown option '--loud'"],
  [['pipe', ...TOKEN, '--name'], "option '--name <name>' argument missing"],
  [['pipe', ...TOKEN, '--name', '--tee'], '--name requires a value, got the option --tee'],
  [['pipe', ...TOKEN, '--tee=1'], "unknown option '--tee=1'"],
  [['pipe', ...TOKEN, '-v'], "unknown option '-v'"],
  [['pipe', ...TOKEN, 'app.log.1'], "too many arguments for 'pipe'"],
  [['pipe', ...TOKEN, '--linger', 'long'], '--linger must look like'],
  [['pipe', ...TOKEN, '--linger', '48h'], '--linger is at most 1d'],
  [['pipe', ...TOKEN, '--connect-timeout', '5'], '--connect-timeout must look like'],
  [['pipe', '--direct', '--token', 'x'], '--token requires --server'],
  [['pipe', ...TOKEN, '--direct-open'], 'require --direct'],
  [['pipe', ...TOKEN, '--direct-port', '8080'], 'require --direct'],
  [['pipe', '--direct', '--direct-port', '65536'], '--direct-port must be a number from 0 to 65535'],
  [['pipe', '--direct', '--direct-open', '--direct-code', 'abcd2345'], 'use either --direct-open or --direct-code'],
  [['pipe', '--direct', '--direct-host', '127.0.0.1', '--direct-code', 'short'], '8 letters and digits'],
  [['pipe', '--direct', '--direct-allow', 'a b'], 'neither a host such as'],
  [['pipe', '--direct', '--direct-host', '203.0.113.77'], 'is not an address of this machine'],
  [['bridge'], 'the address of the phone is required'],
  [['bridge', ...TOKEN], 'the address of the phone is required'],
  [['bridge', 'ws://127.0.0.1:1/ws', 'more', ...TOKEN], "too many arguments for 'bridge'"],
  [['bridge', 'ws://127.0.0.1:1/ws'], '--server is required'],
  [['bridge', 'ws://127.0.0.1:1/ws', '--server', 'http://x'], '--token is required'],
  [['bridge', 'ws://127.0.0.1:1/ws?type=web&session=abc', ...TOKEN], 'must look like ws://192.168.1.7:40123/ws'],
  [['bridge', 'ws://localhost:8080/ws', ...TOKEN], 'the placeholder of an app'],
  [['bridge', 'ws://127.0.0.1:1/ws', ...TOKEN, '--zone', 'Moscow'], '--zone must look like +03:00'],
  [['tail', '--server', 'http://x'], 'use either --token or --link'],
  [['tail', ...TOKEN, '--link', 'y'], 'use either --token or --link'],
  [['tail', ...TOKEN, '--level', 'loud'], 'Allowed choices are trace, debug, info, warn, error, fatal'],
  [['tail', ...TOKEN, '--grep', '('], '--grep must be a regular expression'],
  [['tail', ...TOKEN, '--since', 'yesterday'], '--since must look like 10m'],
  [['tail', ...TOKEN, '--since', '2026-13-45'], '--since must look like 10m'],
  [['tail', ...TOKEN, '--limit', '0'], '--limit must be a number'],
  [['tail', ...TOKEN, '--output', 'xml'], 'Allowed choices are text, raw, json'],
  [['tail', ...TOKEN, '--output', 'raw', '--json'], 'use either --json or --output raw'],
  [['tail', ...TOKEN, '--color', 'blue'], 'Allowed choices are always, never, auto'],
  [['tail', ...TOKEN, ...Array.from({ length: 21 }, (_, i) => ['--device', `${i}`]).flat()], 'at most 20 devices'],
  [['tail', '--link', 'http://x/s/abcdefgh'], '--link must be a complete share link'],
  [['tail', '--link', 'abcdefgh#secret'], '--link must be a complete share link'],
  [['tail', '--link', 'http://x/s/abcdefgh#y', '--device', 'b'], 'remove --device'],
  [['demo', ...TOKEN, '--rate', 'fast'], '--rate must be a number'],
  [['demo', ...TOKEN, '--count', '0'], '--count must be a number'],
  [['serve', '--port', '65536'], '--port must be a number from 0 to 65535'],
  [['serve', '--port', 'http'], '--port must be a number'],
  [['user', 'add'], '--email is required'],
  [['user', 'add', '--email', 'a@b.c'], '--password-stdin is required'],
  [['user', 'add', '--email', 'a@b.c', '--password-stdin'], 'no password on stdin'],
  [['token', 'create', '--email', 'a@b.c'], '--name is required'],
  [['token', 'create', '--email', 'a@b.c', '--name', 'n', '--kind', 'x'], '--kind is device, api or host'],
  [['link', 'create', '--email', 'a@b.c'], 'use either --session or --device'],
  [['link', 'create', '--email', 'a@b.c', '--session', 's', '--expires', '31d'], '--expires is at most 30d'],
])('%j is wrong usage', async (args, says) => {
  const { exitCode, stdout, stderr } = await runMain(args)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain(says)
  expect(stderr).toMatch(/^agent-logger: [^\n]+\. See --help\.\n$/)
})

test('a typo is answered with a suggestion', async () => {
  const { stderr } = await runMain(['pipp'])
  expect(stderr).toBe("agent-logger: unknown command 'pipp' (Did you mean pipe?). See --help.\n")
})

test.each([
  [
    ['pipe', '--direct-'],
    ['--direct-host', '--direct-port', '--direct-code', '--direct-code-file', '--direct-open', '--direct-allow'],
  ],
  [['tok'], ['token']],
  [
    ['token', ''],
    ['list', 'create', 'revoke'],
  ],
  [['completion', 'z'], ['zsh']],
])('completion of %j offers %j', async (words, offered) => {
  const said: string[] = []
  const log = console.log
  console.log = (line: string) => said.push(line)
  try {
    expect((await runMain(['complete', '--', ...words])).exitCode).toBe(0)
  } finally {
    console.log = log
  }
  expect(said.slice(0, -1).map((line) => line.split('\t')[0])).toEqual(offered)
})

test.each(['zsh', 'bash', 'fish'])('completion prints a script for %s', async (shell) => {
  const { exitCode, stdout } = await runMain(['completion', shell])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('agent-logger complete -- ')
})

test('completion prints a script for powershell', async () => {
  const said: string[] = []
  const log = console.log
  console.log = (line: string) => said.push(line)
  try {
    expect((await runMain(['completion', 'powershell'])).exitCode).toBe(0)
  } finally {
    console.log = log
  }
  expect(said.join('\n')).toContain('agent-logger')
})
