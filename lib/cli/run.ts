/**
 * The process: connects its streams to the command line and exits with the resulting code. Errors that nothing else handles,
 * such as a full disk behind stdout, also end it with one line, unless the command takes them.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { fail, main } from './main.ts'
import { processFaults } from './process-faults.ts'
import { stopRequest } from './stop-request.ts'

/** After a stop request, how long a slow reader of stdout may delay the exit. */
const UNREAD_MS = 1_000

const { stdin, stdout, stderr, env } = process
// The reader of our output has gone, as with `| head`. Each command decides what that means; it is never a failure.
const isReaderGone = (error: NodeJS.ErrnoException) => error.code === 'EPIPE'
stdout.on('error', (error) => {
  if (!isReaderGone(error) && !processFaults())
    process.exit(fail({ stderr }, new Error(`the output cannot be written: ${error.message}`)))
})
// Nobody can be told, as after the terminal was closed.
stderr.on('error', () => {})
process.on('uncaughtException', (error) => {
  const takes = processFaults()
  if (takes) takes(error)
  else process.exit(fail({ stderr }, error))
})
// The SDK's sockets do not keep the process alive, but a waiting command must.
setInterval(() => {}, 2 ** 30)
const exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, env })
// Wait until all output is read. After a stop request, a stuck reader must not keep the program alive.
const isRead = new Promise<void>((resolve) => stdout.write('', () => stderr.write('', () => resolve())))
await Promise.race([isRead, stopRequest().requested.then(() => sleep(UNREAD_MS))])
// Closing sockets and an open stdin must not keep it alive either.
process.exit(exitCode)
