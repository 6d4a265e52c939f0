/** What a page shows of what the people who watch its sessions share. */
import type { Author, Participant } from '#lib/protocol/participants.ts'
import type { LogPlace } from '#lib/viewer/log-terms.ts'
import type { Lead } from './passing-words.ts'

export interface PlacedAnnotation extends LogPlace {
  key: string
  item: string
  kind: 'mark' | 'comment'
  /** Empty for a mark. */
  text: string
  author: Author
  atMs: number
  isMine: boolean
}

export interface Leader {
  connection: string
  author: Author
  lead: Lead
}

export interface TogetherSnapshot {
  /** Null while this page takes no part. */
  me: { connection: string; author: Author } | null
  /** By connection, this page's among them. */
  participants: readonly Participant[]
  /** In the order of sessions, records and time. */
  annotations: readonly PlacedAnnotation[]
  leaders: readonly Leader[]
  /** The connection of whom this page follows. */
  following: string | null
  isLeading: boolean
  followerCount: number
}

export const NOT_TOGETHER: TogetherSnapshot = {
  me: null,
  participants: [],
  annotations: [],
  leaders: [],
  following: null,
  isLeading: false,
  followerCount: 0,
}
