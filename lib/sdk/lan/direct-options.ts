/** The shapes that a program meets when it serves its logs on the LAN: options and the running server. */

export interface ServeDirectOptions {
  /** Address to listen on. Default: this machine's private IPv4 address in its LAN, or else 127.0.0.1; never a public one. */
  host?: string
  /** Default 0: any free port, a new one each time. */
  port?: number
  /**
   * A code of your own, 8 letters and digits or more, that stays the same and admits any number of viewers. Default: a
   * random one, good for one address; a new one takes its place.
   */
  code?: string
  /** Admits viewers without a code, for Flutter clients that cannot give one. Everyone who reaches the port sees the logs. */
  open?: boolean
  /** Further hosts of this machine (`mac.local`), and origins of pages that may connect (`https://logs.example.com`). */
  allow?: readonly string[]
  /** Shown as the page's title. */
  name?: string
}

export interface DirectServer {
  /** The page, `http://192.168.1.5:41234/`. */
  readonly url: string
  /** The stream in the Flutter package's direct protocol, `ws://192.168.1.5:41234/ws`. */
  readonly wsUrl: string
  /** The code for the next viewer, `ABCD-2345`; null when open. */
  readonly code: string | null
  readonly viewers: number
  /** How often each limit was reached, by its name in LIMITS. */
  readonly limitHits: Readonly<Record<string, number>>
  /** Called when the code or the number of viewers changes. Returns a function that stops it. */
  onChange(listener: () => void): () => void
  /** Gives viewers two seconds to take what was logged, closes their connections and stops listening. Safe to call twice. */
  close(): Promise<void>
}
