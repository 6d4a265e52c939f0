/**
 * The id that identifies a device across its runs: the host's own, else one kept in the browser's storage, else a hash of
 * what does not change (Node: machine and program), else a new one each time.
 */
import { isId } from '#lib/protocol/ids.ts'
import { readMember } from '#lib/sdk/record/read-member.ts'

const STORAGE_KEY = 'agent-logger.installation'

export function installationId(given: unknown, fingerprint: string, host: unknown): string {
  if (typeof given === 'string' && given !== '') return isId(given) ? given : asId(given)
  if (fingerprint !== '') return asId(fingerprint)
  const fresh = newId()
  try {
    const storage = readMember(host, 'localStorage') as Storage | undefined
    const kept = storage?.getItem(STORAGE_KEY)
    if (isId(kept)) return kept
    storage?.setItem(STORAGE_KEY, fresh)
  } catch {
    // Storage is full or forbidden: the id lives as long as the page.
  }
  return fresh
}

/** Not a secret; it only has to be different. */
function newId(): string {
  let id = ''
  while (id.length < 22) id += Math.random().toString(36).slice(2)
  return id.slice(0, 22)
}

/** Any text as an id: its hash (FNV-1a, twice 32 bits), because a path or a serial number does not belong on a server. */
function asId(text: string): string {
  return hash(text, 0x811c9dc5) + hash(text, 0x9dc5811c)
}

function hash(text: string, seed: number): string {
  let value = seed
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
