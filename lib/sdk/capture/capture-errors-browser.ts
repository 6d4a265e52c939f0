/** Uncaught errors and unhandled rejections of browsers and workers. */
import { readMember } from '#lib/sdk/record/read-member.ts'
import { type ErrorHost, type ErrorSink, guarded, thrownRecord } from './uncaught-errors.ts'

export function captureBrowserErrors(sink: ErrorSink, host: ErrorHost): () => void {
  if (typeof host.addEventListener !== 'function') return () => {}
  const onError = guarded(sink, (event: unknown) => {
    const message = readMember(event, 'message')
    const text = typeof message === 'string' ? message : 'unknown error'
    const { attributes, ...record } = thrownRecord(readMember(event, 'error') ?? undefined, 'Uncaught ', text)
    const all = { ...attributes, ...place(event) }
    sink.log({ level: 'error', ...record, ...(Object.keys(all).length > 0 && { attributes: all }) })
    sink.sendNow()
  })
  const onRejection = guarded(sink, (event: unknown) =>
    sink.log({ level: 'error', ...thrownRecord(readMember(event, 'reason'), 'Unhandled rejection: ') }),
  )
  host.addEventListener('error', onError)
  host.addEventListener('unhandledrejection', onRejection)
  return () => {
    host.removeEventListener?.('error', onError)
    host.removeEventListener?.('unhandledrejection', onRejection)
  }
}

/** Where it happened, if the browser says so. */
function place(event: unknown): Record<string, unknown> | undefined {
  const file = readMember(event, 'filename')
  if (typeof file !== 'string' || file === '') return undefined
  return { file, line: readMember(event, 'lineno'), column: readMember(event, 'colno') }
}
