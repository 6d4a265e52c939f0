/**
 * What the page can do right now: each tool registers its acts while it is mounted. The keys, the palette and the list of keys all
 * read from here, so that a tool which registers itself is found by each of them.
 */
import type { IconComponent } from '#app/_ui/icon.tsx'

/** Where an act is listed, in this order. */
export const ACTION_GROUPS = ['records', 'view', 'page', 'go', 'help'] as const
export type ActionGroup = (typeof ACTION_GROUPS)[number]

export interface Action {
  /** Unique on the page. */
  id: string
  group: ActionGroup
  /** What it does, in the reader's language. */
  label: string
  /**
   * The strokes that run it, such as `j`, `Shift+ArrowDown`, `Mod+k` (Ctrl, or the command key) or `g d`, which is one after the
   * other. The first are shown; those that begin with `~` only work.
   */
  keys?: readonly string[]
  icon?: IconComponent
  /** Whether the palette leaves it out: moving by one record is for keys only. */
  isKeyOnly?: boolean
  /** Whether its keys work while a person types. */
  isGlobal?: boolean
  run: () => void
}

/** What one tool has registered. */
export interface ActionSlot {
  current: readonly Action[]
}

const slots = new Set<ActionSlot>()

export function registerActions(slot: ActionSlot): () => void {
  slots.add(slot)
  return () => void slots.delete(slot)
}

/** All acts in the order of their groups; of two with one id, the one that registered last. */
export function currentActions(): Action[] {
  const byId = new Map([...slots].flatMap(({ current }) => current).map((action) => [action.id, action]))
  return [...byId.values()].sort((a, b) => ACTION_GROUPS.indexOf(a.group) - ACTION_GROUPS.indexOf(b.group))
}
