/** Which device the dialog that claims a device is to continue, for the row that opens it. Null: a new device. */
export interface ContinueTarget {
  deviceId: string
  deviceName: string
}

const listeners = new Set<() => void>()
let target: ContinueTarget | null = null

export const continueTarget = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  get: () => target,
  set: (next: ContinueTarget | null) => {
    target = next
    for (const listener of listeners) listener()
  },
}
