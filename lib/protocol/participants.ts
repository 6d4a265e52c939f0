/**
 * What the people who watch a session share: who takes part, and the annotations that they make. The relay passes it on, stamps
 * who wrote it and keeps nothing; `content` and `text` are opaque to it, so that they may be encrypted.
 */
import type { WireError } from './error-codes.ts'

/** A person as the others see them, by the word of the relay. The id is the same at each visit; it reveals no account. */
export interface Author {
  id: string
  /** Empty for a guest who has not chosen one. */
  name: string
  kind: 'user' | 'link' | 'api'
  /** Tells guests without a name apart. */
  number?: number
}

export interface Participant {
  /** Id of the viewer's connection: a person may have several tabs. */
  connection: string
  author: Author
  sinceMs: number
}

/** How a viewer introduces itself. People and API tokens have a name already. */
export interface Introduction {
  /** What a guest wants to be called; empty: nothing in particular. */
  name: string
  /** A secret of this browser, by which a guest is the same one after a reload. */
  browser: string
}

/** What an author wants to write. The same `item` again replaces what it was; null removes it. */
export interface AnnotationDraft {
  item: string
  content: string | null
  /** When what it replaces was written, so that it counts as later on a node whose clock is behind. */
  after?: number
}

export interface Annotation {
  author: Author
  item: string
  /** When the relay stamped it; of one author's item, the latest counts. */
  atMs: number
  /** Null: removed. */
  content: string | null
  /** The relay's proof that this author wrote this in this session. Only relays of the installation can make or check it. */
  stamp: string
}

export type ParticipateAnswer =
  | { ok: true; connection: string; author: Author; participants: Participant[] }
  | { ok: false; error: WireError }
export type AnnotateAnswer = { ok: true; annotations: Annotation[] } | { ok: false; error: WireError }
/** `refused`: which of them have a stamp that this relay does not know. */
export type PassAnswer = { ok: true; refused: number[] } | { ok: false; error: WireError }

/** What one participant sends to the others, as nodes hand it on. */
export type SharedMessage =
  | ['annotations', Annotation[]]
  | ['told', { connection: string; author: Author }, text: string]
