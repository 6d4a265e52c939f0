/** Node's uncaught errors and rejections, watched without a say in what becomes of the process. */
import { type ErrorHost, errorOf, rejected, type Sink, uncaught } from './capture-errors.ts'
import { toText } from './to-text.ts'

export function captureNodeErrors(sink: Sink, { process }: ErrorHost): () => void {
  const { on, off, listenerCount } = process ?? {}
  if (!process || !on || !off || !listenerCount) return () => {}
  // A monitor is told before Node decides; it decides nothing. An unhandled rejection that ends the process comes here too.
  const onException = (thrown: unknown, origin: unknown) => {
    const isFatal = listenerCount.call(process, 'uncaughtException') === 0
    const body = origin === 'unhandledRejection' ? rejected(thrown) : uncaught(thrown, toText(thrown))
    sink.log({ level: isFatal ? 'fatal' : 'error', body, ...errorOf(thrown) })
    sink.sendNow()
  }
  // Listening to rejections would keep the process alive; so we listen only while the host itself does.
  const onRejection = (reason: unknown) => sink.log({ level: 'error', body: rejected(reason), ...errorOf(reason) })
  let isListening = false
  const follow = () => {
    const others = listenerCount.call(process, 'unhandledRejection') - (isListening ? 1 : 0)
    if (others > 0 === isListening) return
    isListening = !isListening
    if (isListening) on.call(process, 'unhandledRejection', onRejection)
    else off.call(process, 'unhandledRejection', onRejection)
  }
  // `newListener` comes before the listener is there, `removeListener` after it is gone.
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
