/** Names of events as clients send them: the msgpack parser lets through anything in a name's place. */

export function oneOf(...names: string[]): (event: unknown) => boolean {
  const known = new Set<unknown>(names)
  return (event) => known.has(event)
}

export function unknownEvent(event: unknown): string {
  const shown = typeof event === 'string' ? `"${event.slice(0, 40)}"` : 'without a name'
  return `The server does not know the event ${shown}.`
}
