/** How a guest is known: the name that they chose, and a secret by which they are the same one after a reload. */
import { isId, randomId } from '#lib/protocol/ids.ts'
import type { Introduction } from '#lib/protocol/participants.ts'

const NAME = 'agent-logger.guest-name'
const BROWSER = 'agent-logger.guest'

/** For browsers that store nothing. */
const ofThisPage = { name: '', browser: '' }

export function introduction(): Introduction {
  const kept = read(BROWSER) ?? ofThisPage.browser
  const browser = isId(kept) ? kept : randomId()
  if (browser !== kept) {
    ofThisPage.browser = browser
    write(BROWSER, browser)
  }
  return { name: read(NAME) ?? ofThisPage.name, browser }
}

export function setGuestName(name: string): void {
  ofThisPage.name = name
  write(NAME, name)
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // It lasts as long as this page.
  }
}
