/**
 * The frames of the original (§2, §3, §13.3): one JSON text each. Reads liberally what a relay, a phone or an unknown build
 * sends, and writes a log byte for byte as the Flutter app does. Never throws.
 */

/** One log of the original. Nulls are on the wire too. */
export interface SeedLog {
  message: string
  /** As it was spelled; null where the app named none. */
  level: string | null
  /** Local time of the device without a zone, or with `Z`; empty where there was none. */
  timestamp: string
  error: string | null
  stackTrace: string | null
  /** What the device was told at its greeting, or `unknown`. Identity comes from the connection, never from here. */
  deviceId: string
}

export type SeedFrame =
  | { kind: 'log'; log: SeedLog }
  | { kind: 'greeting'; clientId?: string; deviceId?: string; sessionId?: string; serverUrl?: string }
  | { kind: 'error'; code?: string; message: string }
  | { kind: 'disconnected' }
  /** `isBroken`: not JSON, or a log that cannot be read: something is lost. Absent: a message that means nothing here. */
  | { kind: 'other'; isBroken?: true }

const OTHER: SeedFrame = { kind: 'other' }
const BROKEN: SeedFrame = { kind: 'other', isBroken: true }

type Fields = Record<string, unknown>

export function readSeedFrame(text: string): SeedFrame {
  try {
    return frameOf(JSON.parse(text))
  } catch {
    return BROKEN // no JSON, or nested so deeply that JSON.stringify has no stack for it
  }
}

function frameOf(frame: unknown): SeedFrame {
  if (!isFields(frame)) return BROKEN
  const { type, data } = frame
  if (type === 'log') return isFields(data) ? { kind: 'log', log: readLog(data) } : BROKEN
  if (type === 'error') return errorOf(frame)
  if (type === 'disconnected') return { kind: 'disconnected' }
  // Without an envelope: it may hold a device id too, so it is looked at before the greeting.
  if (type === undefined && 'message' in frame && 'level' in frame) return { kind: 'log', log: readLog(frame) }
  return greetingOf(frame)
}

/** The text frame of a log: key order, nulls and escapes of §2.6. */
export function seedLogFrame({ message, level, timestamp, error, stackTrace, deviceId }: SeedLog): string {
  return JSON.stringify({ type: 'log', data: { message, level, timestamp, error, stackTrace, deviceId } })
}

function readLog(data: Fields): SeedLog {
  return {
    message: textOf(data.message) ?? '',
    level: textOf(data.level),
    timestamp: textOf(data.timestamp) ?? '',
    error: textOf(data.error),
    stackTrace: textOf(data.stackTrace),
    deviceId: textOf(data.deviceId) ?? 'unknown',
  }
}

function greetingOf(frame: Fields): SeedFrame {
  const greeting: Extract<SeedFrame, { kind: 'greeting' }> = { kind: 'greeting' }
  let isGreeting = frame.type === 'connected'
  for (const key of ['clientId', 'deviceId', 'sessionId', 'serverUrl'] as const) {
    const value = frame[key]
    if (typeof value !== 'string') continue
    greeting[key] = value
    if (key !== 'serverUrl') isGreeting = true
  }
  return isGreeting ? greeting : OTHER
}

function errorOf({ code, message }: Fields): SeedFrame {
  return {
    kind: 'error',
    ...(typeof code === 'string' ? { code } : {}),
    message: textOf(message) ?? '',
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? null : JSON.stringify(value)
}
