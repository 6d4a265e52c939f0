/** One line when the connection of a command is lost and one when it is back, however often it is tried and however many it has. */
import type { ConnectionStatus, ViewerConnection } from '#lib/viewer/viewer-connection.ts'

export class ConnectionNotices {
  readonly #say: (line: string) => void
  readonly #away = new Set<ViewerConnection>()

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  /** Call with each status of a connection that was live once. */
  update(connection: ViewerConnection, { state }: ConnectionStatus): void {
    if (state === 'reconnecting') {
      if (this.#away.size === 0) this.#say('connection lost; reconnecting …')
      this.#away.add(connection)
    } else if (this.#away.delete(connection) && this.#away.size === 0 && state === 'live') {
      this.#say('reconnected to the server')
    }
  }
}
