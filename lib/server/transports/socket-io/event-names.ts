/** The events that clients may send, and their check: the msgpack parser accepts any value where a name belongs. */
import type { DeviceToRelay, ViewerToRelay } from '#lib/protocol/messages.ts'

/** Every key, so that a new message cannot be forgotten here. */
const DEVICE_NAMES: Record<keyof DeviceToRelay, true> = {
  ...{ batch: true, fill: true, gone: true, head: true, bye: true, signal: true },
}
const VIEWER_NAMES: Record<keyof ViewerToRelay, true> = {
  ...{
    join: true,
    leave: true,
    need: true,
    watchTeam: true,
    unwatchTeam: true,
    direct: true,
    signal: true,
    path: true,
    participate: true,
    annotate: true,
    pass: true,
    tell: true,
  },
}

export const DEVICE_EVENTS = Object.keys(DEVICE_NAMES) as readonly (keyof DeviceToRelay)[]
export const VIEWER_EVENTS = Object.keys(VIEWER_NAMES) as readonly (keyof ViewerToRelay)[]

export function oneOf(names: readonly string[]): (event: unknown) => boolean {
  const known = new Set<unknown>(names)
  return (event) => known.has(event)
}

export function unknownEvent(event: unknown): string {
  const shown = typeof event === 'string' ? `"${event.slice(0, 40)}"` : 'without a name'
  return `The server does not know the event ${shown}.`
}
