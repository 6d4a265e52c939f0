/** One line for each cause, and the exit code that remains. */
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { CommandFailure, UsageError } from '#lib/cli/command.ts'
import { Troubles } from '#lib/cli/troubles.ts'

function watched() {
  const stderr = new PassThrough()
  const troubles = new Troubles(stderr, 'Stdin is still read')
  return { troubles, said: () => String(stderr.read() ?? '') }
}

test('the same cause is said once, and says what goes on', () => {
  const { troubles, said } = watched()
  const away = new CommandFailure('http://x does not answer.', 1)
  troubles.warn(away, 'The newest records are kept')
  expect(troubles.exitCode).toBe(0)
  troubles.report(away)
  expect(troubles.exitCode).toBe(1)
  expect(said()).toBe('agent-logger: http://x does not answer. The newest records are kept. Stdin is still read\n')
})

test('a refusal outweighs a failure, in any order', () => {
  const { troubles, said } = watched()
  troubles.report(new UsageError('--server is required'))
  troubles.goesOn = null
  troubles.report(new Error('stdin cannot be read: EIO'))
  troubles.reportUnsent(1)
  troubles.reportUnsent(0)
  expect(troubles.exitCode).toBe(2)
  expect(said()).toBe(
    'agent-logger: --server is required. See --help. Stdin is still read\n' +
      'agent-logger: stdin cannot be read: EIO\nagent-logger: 1 record was not sent\n',
  )
})
