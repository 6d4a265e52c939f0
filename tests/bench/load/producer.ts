/** What every arm's device can do, whatever its wire. */

export interface Producer {
  /** False while the wire's flow control says to wait; `arrived` is called when that may have changed. */
  isFree(): boolean
  send(first: number, count: number): void
  close(): void
}
