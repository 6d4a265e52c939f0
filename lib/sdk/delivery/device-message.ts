/** What a device sends, as the socket's `emit` takes it: an event and its arguments. Types only. */
import type { DeviceToRelay } from '#lib/protocol/messages.ts'

export type DeviceMessage<Event extends keyof DeviceToRelay = keyof DeviceToRelay> = {
  [E in Event]: [event: E, ...args: Parameters<DeviceToRelay[E]>]
}[Event]

/** The messages that the outbox decides on. */
export type OutboxMessage = DeviceMessage<'batch' | 'fill' | 'gone' | 'head'>
