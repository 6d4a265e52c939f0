/** The program itself: gives the process's streams to the command line and leaves with its exit code. */
import { main } from './main.ts'

const { stdin, stdout, stderr, env } = process
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads us has left (`| head`). Each verb decides what that means; it is never a failure.
    if (error.code !== 'EPIPE') throw error
  })
}
// The SDK's sockets do not keep a program alive; a verb that waits must.
setInterval(() => {}, 2 ** 30)
const exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, env })
// Sockets that are being closed and an open stdin must not keep the program.
stdout.write('', () => stderr.write('', () => process.exit(exitCode)))
