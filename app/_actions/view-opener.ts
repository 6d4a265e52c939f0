/** What opens a saved view: the live page while one is shown. The palette lists views where something opens them. */
let opener: ((query: string) => void) | null = null

/** Returns what takes it back. */
export function registerViewOpener(open: (query: string) => void): () => void {
  opener = open
  return () => {
    if (opener === open) opener = null
  }
}

export function currentViewOpener(): ((query: string) => void) | null {
  return opener
}
