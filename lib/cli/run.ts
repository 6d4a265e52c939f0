/**
 * The program itself: gives the process's streams to the command line and leaves with its exit code. What nobody else
 * could handle, such as a full disk behind stdout, ends it with one line too.
 */
import { fail, main } from './main.ts'

const { stdin, stdout, stderr, env } = process
// Whoever reads us has left (`| head`). Each verb decides what that means; it is never a failure.
const hasLeft = (error: NodeJS.ErrnoException) => error.code === 'EPIPE'
stdout.on('error', (error) => {
  if (!hasLeft(error)) process.exit(fail({ stderr }, new Error(`the output cannot be written: ${error.message}`)))
})
stderr.on('error', (error) => {
  if (!hasLeft(error)) process.exit(1)
})
process.on('uncaughtException', (error) => process.exit(fail({ stderr }, error)))
// The SDK's sockets do not keep a program alive; a verb that waits must.
setInterval(() => {}, 2 ** 30)
const exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, env })
// Sockets that are being closed and an open stdin must not keep the program.
stdout.write('', () => stderr.write('', () => process.exit(exitCode)))
