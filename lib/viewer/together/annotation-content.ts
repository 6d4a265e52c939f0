/** What an annotation says, as viewers write it for each other: a mark on a record, or a comment about one. */

export type AnnotationContent = { kind: 'mark'; seq: number } | { kind: 'comment'; seq: number; text: string }

/** Length of a comment: a stack trace belongs into the log. */
export const COMMENT_CHARS_MAX = 2_000

export function writeContent(content: AnnotationContent): string {
  return JSON.stringify(content.kind === 'mark' ? ['mark', content.seq] : ['comment', content.seq, content.text])
}

/** Null for what this version does not know, which is passed on all the same. */
export function readContent(text: string): AnnotationContent | null {
  const parts = parsed(text)
  if (!Array.isArray(parts)) return null
  const [kind, seq, comment] = parts as unknown[]
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return null
  if (kind === 'mark') return { kind, seq }
  if (kind !== 'comment' || typeof comment !== 'string' || comment === '') return null
  return { kind, seq, text: comment.slice(0, COMMENT_CHARS_MAX) }
}

/** The item of somebody's mark: there is one for each record. */
export function markItem(seq: number): string {
  return `m${seq}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // of a stranger, or of a version that encrypts
  }
}
