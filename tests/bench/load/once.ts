/** Waits for one event of a client, whatever its library. */

/** Resolves with the arguments of the next `event`; rejects when the client cannot connect. */
export function once(
  emitter: { once(event: string, hear: (...args: unknown[]) => void): unknown },
  event: string,
): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    emitter.once(event, (...args) => resolve(args))
    emitter.once('connect_error', (error) => reject(error))
  })
}
