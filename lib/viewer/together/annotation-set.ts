/**
 * The annotations of one session as a browser keeps them [CO9]: the latest of each author's items, within bounds. Which ones that
 * are depends only on what was added, not on its order, so that all browsers come to the same.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Annotation } from '#lib/protocol/participants.ts'

/** What somebody has of each author, by the author's id: equal texts mean the same annotations. */
export type Digest = Readonly<Record<string, string>>

export class AnnotationSet {
  readonly #authors = new Map<string, Map<string, Annotation>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** All of them, removed ones too. */
  *all(): Iterable<Annotation> {
    for (const items of this.#authors.values()) yield* items.values()
  }

  /** Returns whether anything has changed. */
  add(annotations: Iterable<Annotation>): boolean {
    let hasChanged = false
    for (const annotation of annotations) hasChanged = this.#put(annotation) || hasChanged
    if (hasChanged) this.#prune()
    return hasChanged
  }

  /** Drops annotations that turned out to be worth nothing. */
  forget(annotations: Iterable<Annotation>): void {
    for (const { author, item, stamp } of annotations)
      if (this.#authors.get(author.id)?.get(item)?.stamp === stamp) this.#remove(author.id, item)
  }

  find(author: string, item: string): Annotation | null {
    return this.#authors.get(author)?.get(item) ?? null
  }

  digest(): Digest {
    return Object.fromEntries([...this.#authors].map(([id, items]) => [id, fingerprint(items.values())]))
  }

  /** What somebody with this digest may lack. */
  missingIn(digest: Digest): Annotation[] {
    const missing: Annotation[] = []
    for (const [id, items] of this.#authors)
      if (digest[id] !== fingerprint(items.values())) missing.push(...items.values())
    return missing
  }

  #put(annotation: Annotation): boolean {
    const { author, item } = annotation
    const items = this.#authors.get(author.id) ?? new Map<string, Annotation>()
    const known = items.get(item)
    if (known && !isLater(annotation, known)) return false
    if (!known) this.#size++
    this.#authors.set(author.id, items.set(item, annotation))
    return true
  }

  #prune(): void {
    for (const items of this.#authors.values())
      if (items.size > LIMITS.authorAnnotationsMax) this.#drop([...items.values()], LIMITS.authorAnnotationsMax)
    if (this.#size > LIMITS.sessionAnnotationsMax) this.#drop([...this.all()], LIMITS.sessionAnnotationsMax)
  }

  #drop(annotations: Annotation[], countMax: number): void {
    for (const { author, item } of annotations.sort(byWorth).slice(countMax)) this.#remove(author.id, item)
  }

  #remove(author: string, item: string): void {
    const items = this.#authors.get(author)
    if (!items?.delete(item)) return
    this.#size--
    if (items.size === 0) this.#authors.delete(author)
  }
}

function isLater(a: Annotation, b: Annotation): boolean {
  return a.atMs === b.atMs ? a.stamp > b.stamp : a.atMs > b.atMs
}

/** Those that stay come first: members' before guests', then the later. Total, so that every browser drops the same. */
function byWorth(a: Annotation, b: Annotation): number {
  const isGuest = (annotation: Annotation) => Number(annotation.author.kind === 'link')
  if (isGuest(a) !== isGuest(b)) return isGuest(a) - isGuest(b)
  if (a.atMs !== b.atMs) return b.atMs - a.atMs
  return `${a.author.id} ${a.item}` < `${b.author.id} ${b.item}` ? -1 : 1
}

/** The same for the same annotations in any order. */
function fingerprint(annotations: Iterable<Annotation>): string {
  let sum = 0
  let count = 0
  for (const { stamp } of annotations) {
    let hash = 0x811c9dc5
    for (let i = 0; i < stamp.length; i++) hash = Math.imul(hash ^ stamp.charCodeAt(i), 0x01000193)
    sum = (sum + (hash >>> 0)) % 2 ** 48
    count++
  }
  return `${count}-${sum.toString(36)}`
}
