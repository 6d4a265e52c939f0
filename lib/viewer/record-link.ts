/**
 * The fragment of a live page: `#L12` names a record of the first session in the list, `#L<session>:12` one of several. A share
 * link's fragment begins with its secret, and a record may follow: `#<secret>&L12`. Fragments never reach a server.
 */
export interface LinkedPlace {
  /** Null: the first session of the list. */
  session: string | null
  seq: number
}

export interface PageFragment {
  /** What is before the record: the secret of a share link, or empty. */
  secret: string
  place: LinkedPlace | null
}

const PLACE = /^L(?:(?<session>[\w-]{1,64}):)?(?<seq>[1-9]\d{0,15})$/

/** `fragment` comes without its `#`. Anything that names no record stays part of the secret, so that old links mean the same. */
export function readFragment(fragment: string): PageFragment {
  const at = fragment.lastIndexOf('&')
  const groups = PLACE.exec(fragment.slice(at + 1))?.groups
  const seq = Number(groups?.seq)
  if (!groups || !Number.isSafeInteger(seq)) return { secret: fragment, place: null }
  return { secret: fragment.slice(0, Math.max(0, at)), place: { session: groups.session ?? null, seq } }
}

export function writeFragment({ secret, place }: PageFragment): string {
  const record = place && `L${place.session === null ? '' : `${place.session}:`}${place.seq}`
  return [secret, record].filter(Boolean).join('&')
}
