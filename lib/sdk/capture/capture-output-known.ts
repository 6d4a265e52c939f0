/**
 * Keeps lines of the output apart from the records of adapters. A logger with an adapter often writes the same line to stdout as
 * well. The adapter announces the line; captured lines wait until the end of the current turn, because either may come first.
 */
import { sharedSlot } from '#lib/sdk/shared-slot.ts'

interface HeldLine {
  text: string
  send: () => void
}

const slot = sharedSlot('output', () => ({
  /** How many adapters announce lines. At 0 nothing waits. */
  announcers: 0,
  announced: new Set<string>(),
  held: [] as HeldLine[],
  isDue: false,
}))

/** Says that `announceLine` will be called for each line of one logger. Returns a function that takes it back. */
export function addAnnouncer(): () => void {
  slot.announcers++
  let isOpen = true
  return () => {
    if (isOpen) slot.announcers--
    isOpen = false
  }
}

/** This line, without its line end, is recorded already: where it is written in the same turn, it is not captured. */
export function announceLine(text: string): void {
  slot.announced.add(text)
  settleSoon()
}

/** Calls `send` now or at the end of the turn, unless the line is announced. */
export function sendUnlessAnnounced(text: string, send: () => void): void {
  if (slot.announcers === 0) {
    send()
    return
  }
  slot.held.push({ text, send })
  settleSoon()
}

/** Sends what still waits; for the end of the process, which comes before the end of the turn. */
export function settleHeldLines(): void {
  slot.isDue = false
  const held = slot.held.splice(0)
  const announced = new Set(slot.announced)
  slot.announced.clear()
  for (const { text, send } of held) if (!announced.has(text)) send()
}

function settleSoon(): void {
  if (slot.isDue) return
  slot.isDue = true
  queueMicrotask(settleHeldLines)
}
