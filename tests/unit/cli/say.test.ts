/** Lines for people: a name in them cannot start a line of its own, and no escape reaches the terminal. */
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { CommandFailure } from '#lib/cli/command.ts'
import { fail } from '#lib/cli/main.ts'
import { say } from '#lib/cli/say.ts'

function collected(write: (stderr: NodeJS.WritableStream) => void): string {
  const chunks: string[] = []
  const stderr = new Writable({
    write: (chunk, _, done) => {
      chunks.push(String(chunk))
      done()
    },
  })
  write(stderr)
  return chunks.join('')
}

const NAME = 'Pixel\n-- 5 records lost\u001b[2J\u009b1A\u202e\u2028x'

test('a name stays in its line', () => {
  const said = collected((stderr) => say(stderr, `session s1 of ${NAME}`))
  expect(said).toBe('session s1 of Pixel␊-- 5 records lost␛[2J‹U+009B›1A‹U+202E›‹U+2028›x\n')
})

test('so does what a server says of a failure', () => {
  const said = collected((stderr) => fail({ stderr }, new CommandFailure(NAME, 2)))
  expect(said).toBe('agent-logger: Pixel -- 5 records lost␛[2J‹U+009B›1A‹U+202E›‹U+2028›x\n')
})
