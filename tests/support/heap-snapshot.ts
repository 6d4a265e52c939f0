/** Reads what V8's heap snapshots say of buffers: their sizes. Their bytes are not in a snapshot. */

interface Meta {
  node_fields: string[]
}

/** The size of the memory behind each array buffer that is reachable, in bytes. Throws when the bytes are not a snapshot. */
export function backingStoreSizes(snapshot: Buffer): Set<number> {
  const { node_fields } = JSON.parse(between(snapshot, '"meta":', ',"node_count"')) as Meta
  const nodes = JSON.parse(between(snapshot, '"nodes":', ',\n"edges"')) as number[]
  const strings = JSON.parse(between(snapshot, '"strings":')) as string[]
  const [name, size] = [node_fields.indexOf('name'), node_fields.indexOf('self_size')]
  const backingStore = strings.indexOf('system / JSArrayBufferData')
  const sizes = new Set<number>()
  for (let at = 0; at < nodes.length; at += node_fields.length)
    if (nodes[at + name] === backingStore) sizes.add(nodes[at + size] ?? 0)
  return sizes
}

/** Without `after`: up to the brace at the end. */
function between(snapshot: Buffer, before: string, after?: string): string {
  const from = snapshot.indexOf(before)
  const to = after === undefined ? snapshot.lastIndexOf('}') : snapshot.indexOf(after, from)
  if (from === -1 || to === -1) throw new Error(`not a heap snapshot: no ${before}`)
  return snapshot.toString('utf8', from + before.length, to)
}
