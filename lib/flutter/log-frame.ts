/**
 * The text frames of the Flutter protocol [FP5][FP6][FP17], one JSON text each. Reads liberally whatever a relay, a phone or
 * an unknown build sends, and writes a log byte for byte as a Flutter app does. Never throws.
 */

/** One log of a Flutter app. Nulls are written on the wire too. */
export interface FlutterLog {
  message: string
  /** Level as the app spelled it; null: none. */
  level: string | null
  /** Local time of the device without a zone, or with `Z`; empty: none. */
  timestamp: string
  error: string | null
  stackTrace: string | null
  /** The id from the device's greeting, or `unknown`. Never identifies the device: the connection does. */
  deviceId: string
}

export type FlutterFrame =
  | { kind: 'log'; log: FlutterLog }
  | { kind: 'greeting'; clientId?: string; deviceId?: string; sessionId?: string; serverUrl?: string }
  | { kind: 'error'; code?: string; message: string }
  | { kind: 'disconnected' }
  /** `isBroken`: not JSON, or an unreadable log, so a log is lost. Absent: a message that we ignore. */
  | { kind: 'other'; isBroken?: true }

const OTHER: FlutterFrame = { kind: 'other' }
const BROKEN: FlutterFrame = { kind: 'other', isBroken: true }

type Fields = Record<string, unknown>

export function readFlutterFrame(text: string): FlutterFrame {
  try {
    return frameOf(JSON.parse(text))
  } catch {
    return BROKEN // not JSON, or nested too deeply for JSON.stringify
  }
}

function frameOf(frame: unknown): FlutterFrame {
  if (!isFields(frame)) return BROKEN
  const { type, data } = frame
  if (type === 'log') return isFields(data) ? { kind: 'log', log: readLog(data) } : BROKEN
  if (type === 'error') return errorOf(frame)
  if (type === 'disconnected') return { kind: 'disconnected' }
  // A log without an envelope may hold a device id too, so test for it before the greeting.
  if (type === undefined && 'message' in frame && 'level' in frame) return { kind: 'log', log: readLog(frame) }
  return greetingOf(frame)
}

/** The text frame of a log, with the key order, nulls and escapes of [FP5]. */
export function flutterLogFrame({ message, level, timestamp, error, stackTrace, deviceId }: FlutterLog): string {
  return JSON.stringify({ type: 'log', data: { message, level, timestamp, error, stackTrace, deviceId } })
}

function readLog(data: Fields): FlutterLog {
  return {
    message: textOf(data.message) ?? '',
    level: textOf(data.level),
    timestamp: textOf(data.timestamp) ?? '',
    error: textOf(data.error),
    stackTrace: textOf(data.stackTrace),
    deviceId: textOf(data.deviceId) ?? 'unknown',
  }
}

function greetingOf(frame: Fields): FlutterFrame {
  const greeting: Extract<FlutterFrame, { kind: 'greeting' }> = { kind: 'greeting' }
  let isGreeting = frame.type === 'connected'
  for (const key of ['clientId', 'deviceId', 'sessionId', 'serverUrl'] as const) {
    const value = frame[key]
    if (typeof value !== 'string') continue
    greeting[key] = value
    if (key !== 'serverUrl') isGreeting = true
  }
  return isGreeting ? greeting : OTHER
}

function errorOf({ code, message }: Fields): FlutterFrame {
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
