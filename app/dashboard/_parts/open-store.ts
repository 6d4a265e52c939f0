/** Whether one window of the dashboard is open: buttons, keys and the window itself meet here, far apart in the tree. */
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
export const tokenWindow = createOpenStore()
export const pairWindow = createOpenStore()
export const moreWindow = createOpenStore()
