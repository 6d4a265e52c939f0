/**
 * Sends errors nobody caught, and changes nothing about what the host does with them: in Node the process ends or goes on
 * exactly as it would without us, browsers still print them, React Native still shows its red screen.
 */
import { captureBrowserErrors } from './capture-errors-browser.ts'
import { captureNodeErrors } from './capture-errors-node.ts'
import { captureReactNativeErrors } from './capture-errors-react-native.ts'
import type { ErrorHost, ErrorSink } from './uncaught-errors.ts'

/** Starts capturing. Returns a function that stops it. */
export function captureErrors(sink: ErrorSink, host: ErrorHost = globalThis as unknown as ErrorHost): () => void {
  const stops = [captureNodeErrors(sink, host), captureReactNativeErrors(sink, host), captureBrowserErrors(sink, host)]
  return () => {
    for (const stop of stops) stop()
  }
}
