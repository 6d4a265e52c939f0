/** Node's uncaught errors and unhandled rejections, watched without changing whether the process ends. */
import { type ErrorHost, type ErrorSink, guarded, thrownRecord } from './uncaught-errors.ts'

export function captureNodeErrors(sink: ErrorSink, { process }: ErrorHost): () => void {
  const { on, off, listenerCount } = process ?? {}
  if (!process || !on || !off || !listenerCount) return () => {}
  // A monitor runs before Node decides and changes nothing. An unhandled rejection that ends the process comes here too.
  const onException = guarded(sink, (thrown: unknown, origin: unknown) => {
    const isFatal = listenerCount.call(process, 'uncaughtException') === 0
    const title = origin === 'unhandledRejection' ? 'Unhandled rejection: ' : 'Uncaught '
    sink.log({ level: isFatal ? 'fatal' : 'error', ...thrownRecord(thrown, title) })
    sink.sendNow()
  })
  // A listener for rejections keeps the process alive, so we listen only while the host itself does.
  const onRejection = guarded(sink, (reason: unknown) =>
    sink.log({ level: 'error', ...thrownRecord(reason, 'Unhandled rejection: ') }),
  )
  let isListening = false
  const follow = () => {
    const others = listenerCount.call(process, 'unhandledRejection') - (isListening ? 1 : 0)
    if (others > 0 === isListening) return
    isListening = !isListening
    if (isListening) on.call(process, 'unhandledRejection', onRejection)
    else off.call(process, 'unhandledRejection', onRejection)
  }
  // `newListener` fires before the listener is added, `removeListener` after it was removed.
  const onAdded = (event: string, listener: unknown) => {
    if (event === 'unhandledRejection' && listener !== onRejection && !isListening) {
      isListening = true
      on.call(process, 'unhandledRejection', onRejection)
    }
  }
  const onRemoved = (event: string) => {
    if (event === 'unhandledRejection') follow()
  }
  on.call(process, 'uncaughtExceptionMonitor', onException)
  on.call(process, 'newListener', onAdded)
  on.call(process, 'removeListener', onRemoved)
  follow()
  return () => {
    off.call(process, 'newListener', onAdded)
    off.call(process, 'removeListener', onRemoved)
    off.call(process, 'uncaughtExceptionMonitor', onException)
    off.call(process, 'unhandledRejection', onRejection)
  }
}
