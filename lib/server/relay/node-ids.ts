/** The ids under which another node stands for the device or the viewers that are connected to it. */
const PREFIX = 'node:'

/** The connection id under which a node stands for the device of a session that is connected there. */
export function nodeConnection(node: string, session: string): string {
  return `${PREFIX}${node}/${session}`
}

/** The viewer id under which a node stands for all its viewers of a session. */
export function nodeViewer(node: string): string {
  return PREFIX + node
}

/** The node that a connection or viewer id stands for; null for a socket's id. */
export function nodeOf(id: string): string | null {
  return id.startsWith(PREFIX) ? (id.slice(PREFIX.length).split('/')[0] as string) : null
}
