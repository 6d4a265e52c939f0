/**
 * The part of a viewer's connection by which it takes part in what viewers share: knows where it may, and hands on calls and what
 * comes of them. What they mean is in together/, which runs in the page.
 */
import type { Sharing, SharingAnswers, SharingCall, SharingEvent } from './sharing-messages.ts'
import type { ViewerConnection } from './viewer-connection.ts'

type SharedConnection = Pick<ViewerConnection, 'listen' | 'welcome' | 'share'>

export class ConnectionSharing implements Sharing {
  readonly #connection: SharedConnection
  readonly #listeners = new Set<(event: SharingEvent) => void>()
  #joined: string[] = []

  constructor(connection: SharedConnection) {
    this.#connection = connection
    connection.listen({
      status: ({ state }) => {
        if (state !== 'live') this.#setJoined([])
      },
      // A viewer that was not sent records was not sent the rest either.
      skip: (session) => {
        if (!this.#joined.includes(session)) return
        this.#setJoined(this.#joined.filter((one) => one !== session))
        this.noteJoined(session)
      },
      participants: (...args) => this.#emit(['participants', ...args]),
      annotations: (...args) => this.#emit(['annotations', ...args]),
      told: (...args) => this.#emit(['told', ...args]),
    })
  }

  /** The viewer gets this session's messages. */
  noteJoined(session: string): void {
    if (this.#connection.welcome?.participation && !this.#joined.includes(session))
      this.#setJoined([...this.#joined, session])
  }

  call<C extends SharingCall>(session: string, call: C): Promise<SharingAnswers[C[0]]> {
    return this.#connection.share(session, call) as Promise<SharingAnswers[C[0]]>
  }

  listen(listener: (event: SharingEvent) => void): () => void {
    this.#listeners.add(listener)
    listener(['joined', this.#joined])
    return () => this.#listeners.delete(listener)
  }

  #setJoined(joined: string[]): void {
    if (joined.length === 0 && this.#joined.length === 0) return
    this.#joined = joined
    this.#emit(['joined', joined])
  }

  #emit(event: SharingEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
