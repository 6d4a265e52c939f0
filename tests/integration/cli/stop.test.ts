/** Signals that a terminal or a supervisor sends to a whole pipeline: the program ends, and `pipe` after it. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { CLI, cli, Program } from './programs.ts'

const TEE = ['pipe', '--direct', '--direct-host', '127.0.0.1', '--tee']
const programs: Program[] = []

afterEach(() => {
  for (const { process } of programs.splice(0)) process.kill('SIGKILL')
})

const done = { code: 0, signal: null }

/** A pipe that has passed its first line on, so that it handles signals. */
async function piping(...args: string[]): Promise<Program> {
  const pipe = cli(...TEE, ...args)
  programs.push(pipe)
  pipe.process.stdin.write('first\n')
  await pipe.until(() => pipe.stdoutLines === 1)
  return pipe
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'after %s, the pipe reads on until its input ends',
  async (signal) => {
    const pipe = await piping()
    pipe.kill(signal)
    // npx sends the signal of a terminal once more.
    pipe.kill(signal)
    pipe.process.stdin.write('while it ends\n')
    await pipe.until(() => pipe.stdoutLines === 2)
    pipe.process.stdin.end('last words\n')
    expect(await pipe.ended).toEqual(done)
    expect(pipe.stdout.toString()).toBe('first\nwhile it ends\nlast words\n')
    expect(pipe.stderr).not.toContain('stdin')
  },
)

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s says what it waits for, and the second ends the pipe at once',
  async (signal) => {
    const pipe = await piping()
    pipe.kill(signal)
    await pipe.waitForStderr(/^waiting up to 8s for the end of stdin; press Ctrl\+C again to exit at once$/m)
    pipe.kill(signal)
    expect(await pipe.ended).toEqual({ code: null, signal })
  },
)

test('the second one ends the pipe at once also while the server is silent', async () => {
  let connections = 0
  const silent = createServer(() => void connections++).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const pipe = cli('pipe', '--tee', '--server', `http://127.0.0.1:${port}`, '--token', 'agl_d_x')
  programs.push(pipe)
  pipe.process.stdin.write('first\n')
  await pipe.until(() => pipe.stdoutLines === 1)
  pipe.kill('SIGTERM')
  await pipe.waitForStderr(/^waiting up to 8s for the end of stdin/m)
  pipe.kill('SIGTERM')
  expect(await pipe.ended).toEqual({ code: null, signal: 'SIGTERM' })
  // Nobody tried to deliver in another thread.
  expect(connections).toBe(1)
  silent.close()
})

test('a stop request to the pipe alone ends it although its input goes on', async () => {
  const pipe = await piping('--stop-timeout', '1200ms')
  const flow = setInterval(() => pipe.process.stdin.write('on and on\n'), 20)
  pipe.kill('SIGTERM')
  expect(await pipe.ended).toEqual(done)
  clearInterval(flow)
  expect(pipe.stderr).toContain('waiting up to 1200ms for the end of stdin')
  expect(pipe.stderr).toMatch(/^stdin did not end within 1200ms; no longer reading it$/m)
})

test('with a stop timeout of zero, it stops reading at once', async () => {
  const pipe = await piping('--stop-timeout', '0s')
  pipe.kill('SIGTERM')
  expect(await pipe.ended).toEqual(done)
  expect(pipe.stdout.toString()).toBe('first\n')
})

test('Ctrl+C in a terminal reaches both programs, and the last words of the first arrive', async () => {
  const app = `process.on('SIGINT', () => { console.log('closing'); setTimeout(() => { console.log('closed'); process.exit(7) }, 300) })
    console.log('up'); setInterval(() => {}, 1000)`
  const quoted = TEE.map((arg) => `'${arg}'`).join(' ')
  const shell = new Program('bash', [
    '-c',
    `set -m; ('${process.execPath}' -e "$0" | '${process.execPath}' '${CLI}' ${quoted}; echo "codes \${PIPESTATUS[*]}") & echo $!; wait`,
    app,
  ])
  programs.push(shell)
  await shell.until(() => /up\n/.test(shell.stdout.toString()))
  await shell.waitForStderr(/^stream ws:/m)
  const group = Number.parseInt(shell.stdout.toString(), 10)
  process.kill(-group, 'SIGINT')
  await shell.ended
  expect(shell.stdout.toString()).toMatch(/up\nclosing\nclosed\n/)
})
