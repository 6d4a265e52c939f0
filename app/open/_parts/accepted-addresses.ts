/**
 * Addresses that the person chose to connect to in this tab, by a press in the page. A link can name any address, so one that is
 * not here is asked about first: it could show foreign logs as theirs, or probe their network.
 */
const KEY = 'agent-logger.accepted'
const ACCEPTED_MAX = 16

/** For when storage is blocked: then a reload asks again. */
const here = new Set<string>()

export function isAccepted(wsUrl: string): boolean {
  return here.has(wsUrl) || read().includes(wsUrl)
}

/** A reload of the tab does not ask again. */
export function accept(wsUrl: string): void {
  here.add(wsUrl)
  try {
    sessionStorage.setItem(
      KEY,
      JSON.stringify([wsUrl, ...read().filter((one) => one !== wsUrl)].slice(0, ACCEPTED_MAX)),
    )
  } catch {
    // Storage is full or blocked.
  }
}

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}
