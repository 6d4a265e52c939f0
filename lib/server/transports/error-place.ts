/** What may be logged of an error of our own: its kind and place. Its message may quote what a client sent. */
export function errorPlace(error: unknown): string {
  if (!(error instanceof Error)) return 'not an error'
  const frame = /^\s+at .*$/m.exec(error.stack ?? '')?.[0].trim()
  return frame ? `${error.name} ${frame}` : error.name
}
