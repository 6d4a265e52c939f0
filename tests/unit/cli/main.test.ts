/** The front door: verbs, help, and wrong usage as exit code 2 with one line on stderr. */
import { expect, test } from 'vitest'
import packageJson from '../../../package.json' with { type: 'json' }
import { runMain } from './fake-streams.ts'

const VERBS = ['serve', 'user add', 'token create', 'link create', 'pipe', 'tail', 'bridge', 'demo']

test.each(['--version', '-v'])('%s prints the version alone', async (flag) => {
  expect(await runMain([flag])).toEqual({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: '' })
})

test.each(['--help', '-h', 'help'])('%s lists every verb', async (flag) => {
  const { exitCode, stdout, stderr } = await runMain([flag])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  for (const verb of VERBS) expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'))
})

test('without a verb the same is said on stderr, as wrong usage', async () => {
  const { exitCode, stdout, stderr } = await runMain([])
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain('Usage: agent-logger COMMAND')
})

test.each(VERBS)('%s explains itself', async (verb) => {
  const { exitCode, stdout, stderr } = await runMain([...verb.split(' '), '--help'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toMatch(new RegExp(`^agent-logger ${verb}`))
})

const TOKEN = ['--server', 'http://127.0.0.1:1', '--token', 'x']
test.each<[args: string[], says: string]>([
  [['push'], 'there is no command "push"'],
  [['user', 'remove'], 'there is no command "user remove"'],
  [['user'], 'there is no command "user"'],
  [['constructor'], 'there is no command "constructor"'],
  [['__proto__', 'x'], 'there is no command "__proto__ x"'],
  [['pipe'], '--server is missing'],
  [['pipe', '--server', 'logs.example.com', '--token', 'x'], '--server must look like https://logs.example.com'],
  [['pipe', '--server', 'ftp://x', '--token', 'x'], '--server must look like'],
  [['pipe', '--server', 'http://127.0.0.1:1'], '--token is missing'],
  [['pipe', ...TOKEN, '--loud'], "Unknown option '--loud'"],
  [['pipe', ...TOKEN, '--name'], "'--name <value>' argument missing"],
  [['pipe', ...TOKEN, '--name', '--tee'], 'ambiguous'],
  [['pipe', ...TOKEN, '--tee=1'], 'does not take an argument'],
  [['pipe', ...TOKEN, 'app.log.1'], "Unexpected argument 'app.log.1'"],
  [['pipe', ...TOKEN, '--linger', 'long'], '--linger must look like'],
  [['pipe', ...TOKEN, '--linger', '48h'], '--linger is at most 1d'],
  [['pipe', ...TOKEN, '--connect-timeout', '5'], '--connect-timeout must look like'],
  [['pipe', '--direct', '--token', 'x'], '--server is missing'],
  [['pipe', ...TOKEN, '--direct-open'], 'need --direct'],
  [['pipe', ...TOKEN, '--direct-port', '8080'], 'need --direct'],
  [['pipe', '--direct', '--direct-port', '65536'], '--direct-port must be a number from 0 to 65535'],
  [['pipe', '--direct', '--direct-open', '--direct-code', 'abcd2345'], 'give either --direct-open or --direct-code'],
  [['pipe', '--direct', '--direct-host', '127.0.0.1', '--direct-code', 'short'], '8 letters and digits'],
  [['pipe', '--direct', '--direct-allow', 'a b'], 'neither a host such as'],
  [['pipe', '--direct', '--direct-host', '203.0.113.77'], 'is not an address of this machine'],
  [['bridge'], 'the address of the phone is missing'],
  [['bridge', ...TOKEN], 'the address of the phone is missing'],
  [['bridge', 'ws://127.0.0.1:1/ws', 'more', ...TOKEN], "Unexpected argument 'more'"],
  [['bridge', 'ws://127.0.0.1:1/ws'], '--server is missing'],
  [['bridge', 'ws://127.0.0.1:1/ws', '--server', 'http://x'], '--token is missing'],
  [['bridge', 'ws://127.0.0.1:1/ws?type=web&session=abc', ...TOKEN], 'must look like ws://192.168.1.7:40123/ws'],
  [['bridge', 'ws://localhost:8080/ws', ...TOKEN], 'what an app shows that serves nothing'],
  [['bridge', 'ws://127.0.0.1:1/ws', ...TOKEN, '--zone', 'Moscow'], '--zone must look like +03:00'],
  [['tail', '--server', 'http://x'], 'give either --token or --link'],
  [['tail', ...TOKEN, '--link', 'y'], 'give either --token or --link'],
  [['tail', ...TOKEN, '--session', 'a', '--device', 'b'], 'give either --session or --device'],
  [['tail', '--link', 'http://x/s/abcdefgh'], '--link must be a whole share link'],
  [['tail', '--link', 'abcdefgh#secret'], '--link must be a whole share link'],
  [['tail', '--link', 'http://x/s/abcdefgh#y', '--device', 'b'], 'leave --device out'],
  [['demo', ...TOKEN, '--rate', 'fast'], '--rate must be a number'],
  [['demo', ...TOKEN, '--count', '0'], '--count must be a number'],
  [['serve', '--port', '65536'], '--port must be a number from 0 to 65535'],
  [['serve', '--port', 'http'], '--port must be a number'],
  [['user', 'add'], '--email is missing'],
  [['user', 'add', '--email', 'a@b.c'], '--password-stdin is missing'],
  [['user', 'add', '--email', 'a@b.c', '--password-stdin'], 'there was no password on stdin'],
  [['token', 'create', '--email', 'a@b.c'], '--name is missing'],
  [['token', 'create', '--email', 'a@b.c', '--name', 'n', '--kind', 'x'], '--kind is device, api or host'],
  [['link', 'create', '--email', 'a@b.c'], 'give either --session or --device'],
  [['link', 'create', '--email', 'a@b.c', '--session', 's', '--expires', '31d'], '--expires is at most 30d'],
])('%j is wrong usage', async (args, says) => {
  const { exitCode, stdout, stderr } = await runMain(args)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain(says)
  expect(stderr).toMatch(/^agent-logger: [^\n]+\. See --help\.\n$/)
})
