/** React Native's uncaught errors: our handler comes before the app's, which still decides. */
import { type ErrorHost, errorOf, type Sink, uncaught } from './capture-errors.ts'
import { toText } from './to-text.ts'

export function captureReactNativeErrors(sink: Sink, { ErrorUtils: errorUtils }: ErrorHost): () => void {
  if (!errorUtils?.getGlobalHandler || !errorUtils.setGlobalHandler) return () => {}
  const previous = errorUtils.getGlobalHandler()
  let isStopped = false
  errorUtils.setGlobalHandler((error, isFatal) => {
    if (!isStopped) {
      sink.log({ level: isFatal ? 'fatal' : 'error', body: uncaught(error, toText(error)), ...errorOf(error) })
      sink.sendNow()
    }
    previous?.(error, isFatal)
  })
  return () => {
    isStopped = true
  }
}
