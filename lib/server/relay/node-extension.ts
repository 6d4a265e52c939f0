/**
 * How another part of the server talks to its counterpart on other nodes: it registers its own message kinds with the
 * {@link Cluster}, which numbers, orders and repairs them like the relay's and knows nothing else about them.
 */

/** A message as it crosses the bus: its kind, then what it carries. */
export type NodeFrame = readonly [kind: string, ...args: unknown[]]

/** What an extension may send. */
export interface NodeChannel<M extends NodeFrame = NodeFrame> {
  /** Number of this node's last message to all. */
  lastNumber(): number
  /** To all nodes. The message carries `number` as its second element, so that a node that misses it notices. */
  toAll(message: (number: number) => M): void
  toNode(node: string, message: M): void
}

export interface NodeExtension {
  /** Its kinds, which no other part uses. Numbered ones go to all nodes, through {@link NodeChannel.toAll}. */
  readonly kinds: Readonly<Record<string, 'numbered' | 'plain'>>
  /** Called once, before anything else. */
  join(channel: NodeChannel): void
  /** A message of one of its kinds. `from`: the sending node. */
  receive(from: string, message: NodeFrame): void
  /** [ND1] A node has missed messages, or is new: send it the whole state. */
  sync(node: string): void
  nodeLost(node: string): void
  /** Twice a second or so. */
  tick(nowMs: number): void
}
