/** Stores whether a dialog of the dashboard is open, for buttons, keys and the dialog itself, which are far apart in the tree. */
export interface OpenStore {
  subscribe: (listener: () => void) => () => void
  isOpen: () => boolean
  setOpen: (isOpen: boolean) => void
}

function createOpenStore(): OpenStore {
  const listeners = new Set<() => void>()
  let isOpen = false
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    isOpen: () => isOpen,
    setOpen: (next) => {
      isOpen = next
      for (const listener of listeners) listener()
    },
  }
}

export const shortcutsWindow = createOpenStore()
export const paletteWindow = createOpenStore()
export const tokenWindow = createOpenStore()
export const pairWindow = createOpenStore()
export const moreWindow = createOpenStore()
