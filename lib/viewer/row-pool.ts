/**
 * The few elements that draw the rows in sight. A row that stays in sight keeps its element; an element that is free takes the
 * next row. Elements always stand in the order of their rows, so that a reader can select text across them.
 */

export interface RowSlot<E> {
  row: number
  readonly element: E
  /** The element has taken another row since the last call of `show`. */
  isNew: boolean
}

export interface RowPoolOptions<E> {
  create: () => E
  /** Puts the element before another one, or at the end. */
  insert: (element: E, before: E | null) => void
  remove: (element: E) => void
}

export class RowPool<E> {
  readonly #options: RowPoolOptions<E>
  /** In rising order of rows, without a hole. */
  #slots: RowSlot<E>[] = []

  constructor(options: RowPoolOptions<E>) {
    this.#options = options
  }

  get slots(): readonly RowSlot<E>[] {
    return this.#slots
  }

  /** The same rows have other numbers now. */
  renumber(by: number): void {
    for (const slot of this.#slots) slot.row += by
  }

  slotOf(row: number): RowSlot<E> | undefined {
    return this.#slots[row - (this.#slots[0]?.row ?? 0)]
  }

  /** Shows the rows from `from` up to but without `to`. */
  show(from: number, to: number): readonly RowSlot<E>[] {
    const count = Math.max(0, to - from)
    for (const slot of this.#slots) slot.isNew = false
    const kept = this.#slots.filter(({ row }) => row >= from && row < to)
    if (kept.length === 0) {
      // Nothing stays: the elements stay where they are and take other rows.
      this.#fit(this.#slots, count)
      for (const [i, slot] of this.#slots.entries()) take(slot, from + i)
      return this.#slots
    }
    const free = this.#slots.filter(({ row }) => row < from || row >= to)
    const firstKept = kept[0] as RowSlot<E>
    const above = this.#slotsFor(firstKept.row - from, free)
    for (const [i, slot] of above.entries()) {
      take(slot, from + i)
      this.#options.insert(slot.element, firstKept.element)
    }
    const next = (kept.at(-1) as RowSlot<E>).row + 1
    const below = this.#slotsFor(to - next, free)
    for (const [i, slot] of below.entries()) {
      take(slot, next + i)
      this.#options.insert(slot.element, null)
    }
    for (const { element } of free) this.#options.remove(element)
    this.#slots = [...above, ...kept, ...below]
    return this.#slots
  }

  /** Takes free slots as far as there are any. */
  #slotsFor(count: number, free: RowSlot<E>[]): RowSlot<E>[] {
    return Array.from({ length: count }, () => free.pop() ?? this.#newSlot())
  }

  #fit(slots: RowSlot<E>[], count: number): void {
    for (const { element } of slots.splice(count)) this.#options.remove(element)
    while (slots.length < count) {
      const slot = this.#newSlot()
      this.#options.insert(slot.element, null)
      slots.push(slot)
    }
  }

  #newSlot(): RowSlot<E> {
    return { row: -1, element: this.#options.create(), isNew: true }
  }
}

function take<E>(slot: RowSlot<E>, row: number): void {
  slot.row = row
  slot.isNew = true
}
