/** Taking part in what viewers share, as a viewer's connection offers it. All of it is plain data: the connection may be in a worker. */
import type {
  AnnotateAnswer,
  Annotation,
  AnnotationDraft,
  Author,
  Introduction,
  Participant,
  ParticipateAnswer,
  PassAnswer,
} from '#lib/protocol/participants.ts'

export type SharingCall =
  | ['participate', Introduction]
  | ['annotate', AnnotationDraft[]]
  | ['pass', to: string | null, annotations: Annotation[]]
  | ['tell', to: string | null, text: string]

export interface SharingAnswers {
  participate: ParticipateAnswer
  annotate: AnnotateAnswer
  pass: PassAnswer
  tell: null
}

export type SharingEvent =
  /** The sessions that the connection has joined and may share in; one that comes again has to be entered again. */
  | ['joined', sessions: string[]]
  | ['participants', session: string, participants: Participant[]]
  | ['annotations', session: string, annotations: Annotation[]]
  | ['told', session: string, from: { connection: string; author: Author }, text: string]

export interface Sharing {
  call<C extends SharingCall>(session: string, call: C): Promise<SharingAnswers[C[0]]>
  /** Says at once what is joined. Returns a function that ends it. */
  listen(listener: (event: SharingEvent) => void): () => void
}
