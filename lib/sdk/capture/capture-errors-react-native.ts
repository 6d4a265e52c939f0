/** React Native's uncaught errors: our handler runs before the app's, which still decides what happens. */
import { type ErrorHost, type ErrorSink, guarded, thrownRecord } from './uncaught-errors.ts'

export function captureReactNativeErrors(sink: ErrorSink, { ErrorUtils: errorUtils }: ErrorHost): () => void {
  if (!errorUtils?.getGlobalHandler || !errorUtils.setGlobalHandler) return () => {}
  const previous = errorUtils.getGlobalHandler()
  let isStopped = false
  const record = guarded(sink, (error: unknown, isFatal: unknown) => {
    sink.log({ level: isFatal ? 'fatal' : 'error', ...thrownRecord(error, 'Uncaught ') })
    sink.sendNow()
  })
  errorUtils.setGlobalHandler((error, isFatal) => {
    if (!isStopped) record(error, isFatal)
    previous?.(error, isFatal)
  })
  return () => {
    isStopped = true
  }
}
