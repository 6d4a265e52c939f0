/** Which sessions this browser keeps, and how much space they may take. Small, so that every live page can read it. */

const KEEPING = 'agent-logger.keeping'
const SPACE = 'agent-logger.keep-bytes'
/** Sessions that are remembered; older ones are no longer kept when their page is opened again. */
const SESSIONS_MAX = 100

export const KEEP_BYTES = [50e6, 200e6, 1e9] as const
const KEEP_BYTES_DEFAULT = 200e6

export function isKeeping(session: string): boolean {
  return read().includes(session)
}

export function isKeepingAny(): boolean {
  return read().length > 0
}

export function setKeeping(session: string, isOn: boolean): void {
  const others = read().filter((one) => one !== session)
  write(KEEPING, JSON.stringify(isOn ? [session, ...others].slice(0, SESSIONS_MAX) : others))
}

export function keepNothing(): void {
  write(KEEPING, '[]')
}

export function keepBytesMax(): number {
  try {
    const kept = Number(localStorage.getItem(SPACE))
    return KEEP_BYTES.find((bytes) => bytes === kept) ?? KEEP_BYTES_DEFAULT
  } catch {
    return KEEP_BYTES_DEFAULT
  }
}

export function setKeepBytesMax(bytes: number): void {
  write(SPACE, String(bytes))
}

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEEPING) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []
  } catch {
    return [] // storage is blocked, or the data is not ours
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage is full or blocked.
  }
}
