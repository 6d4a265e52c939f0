/** Searches for texts in everything a server could leave behind: files, deleted files it still holds open, its output. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** The encodings in which a text could be stored without being compressed. */
export function disguises(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  // base64 depends on the offset of the text; three shifts cover all cases, minus the characters that neighbors affect.
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  )
  return [
    bytes,
    Buffer.from(bytes.toString('hex')),
    Buffer.from(text, 'utf16le'),
    ...shifted.map((part) => Buffer.from(part)),
  ]
}

/** Files under `dir` written at or after `sinceMs` that contain one of the needles. */
export function filesWith(needles: Buffer[], dir: string, sinceMs: number): string[] {
  const found: string[] = []
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isFile() || isOlder(file, sinceMs)) continue
    if (holds(file, needles)) found.push(file)
  }
  return found
}

/** Files the process still holds open, including deleted ones. Linux only; empty elsewhere. */
export function openFilesWith(needles: Buffer[], pid: number): string[] {
  const dir = `/proc/${pid}/fd`
  try {
    return readdirSync(dir)
      .map((fd) => path.join(dir, fd))
      .filter((file) => isRegular(file) && holds(file, needles))
  } catch {
    return []
  }
}

function holds(file: string, needles: Buffer[]): boolean {
  try {
    const bytes = readFileSync(file)
    return needles.some((needle) => bytes.includes(needle))
  } catch {
    return false // gone meanwhile, or not ours to read
  }
}

function isOlder(file: string, sinceMs: number): boolean {
  try {
    return statSync(file).mtimeMs < sinceMs
  } catch {
    return true
  }
}

function isRegular(file: string): boolean {
  try {
    return statSync(file).isFile()
  } catch {
    return false
  }
}
